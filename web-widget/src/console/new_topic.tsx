// A new conversation from the firm's side: with which client, about what, with all of them or one.
import "../shared/confirm.css";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sayProblem } from "../shared/chat";
import { t } from "../shared/texts";
import { call } from "./api";
import { chat } from "./desk";

export interface NewTopicParts {
  /** The new conversation, or null when it was thought better of. */
  onDone: (id: string | null) => void;
}

interface Client {
  id: string;
  number: string;
  name: string;
}
interface Contact {
  id: string;
  name: string;
}

export function NewTopic({ onDone }: NewTopicParts): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [title, setTitle] = useState("");
  const [client, setClient] = useState<Client | null>(null);
  const [contact, setContact] = useState("");
  const [problem, setProblem] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  // Closing gives the focus back at once, so that what follows may take it.
  const leave = (id: string | null): void => {
    dialog.current?.close();
    onDone(id);
  };

  const open = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!client) {
      setProblem(t("console.choose_client"));
      return;
    }
    try {
      const asked = { client: client.number, title, ...(contact ? { contact } : {}) };
      const { conversation } = await chat.connection.request("conversation.open", asked);
      chat.tell({ type: "conversation", conversation });
      leave(conversation.id);
    } catch (error) {
      setProblem(sayProblem(error, t));
    }
  };

  return (
    <dialog
      ref={dialog}
      class="confirm new-topic"
      aria-labelledby="new-topic"
      onCancel={(event) => {
        event.preventDefault();
        leave(null);
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form class="dialog-form" onSubmit={(event) => void open(event)}>
        <h2 id="new-topic">{t("web.new_conversation")}</h2>
        <ClientField
          onChosen={(found) => {
            setClient(found);
            setContact("");
            setProblem("");
          }}
        />
        {client && (
          <Contacts key={client.id} client={client} chosen={contact} onChoose={setContact} />
        )}
        <label>
          <span>{t("web.topic")}</span>
          <input
            value={title}
            maxLength={200}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="row end">
          <button type="button" class="button" onClick={() => leave(null)}>
            {t("web.cancel")}
          </button>
          <button type="submit" class="button primary">
            {t("web.open_conversation")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Typed until one is meant; the browser's own list helps. */
function ClientField({ onChosen }: { onChosen: (client: Client | null) => void }): VNode {
  const [found, setFound] = useState<readonly Client[]>([]);
  const asked = useRef("");
  const look = async (text: string): Promise<void> => {
    asked.current = text;
    // As the list writes it: the name, and the number in brackets.
    const number = /\((\w+)\)$/.exec(text)?.[1] ?? text;
    const meant = (clients: readonly Client[]) =>
      clients.find((each) => each.number === number) ?? (clients.length === 1 ? clients[0] : null);
    const known = found.find((each) => each.number === number) ?? null;
    onChosen(known);
    if (known) return;
    const query = new URLSearchParams({ search: number, limit: "20" });
    const { clients } = await call<{ clients: Client[] }>("GET", `/api/clients?${query}`);
    if (asked.current !== text) return;
    setFound(clients);
    onChosen(meant(clients) ?? null);
  };
  useEffect(() => void look("").catch(() => undefined), []);
  return (
    <label>
      <span>{t("console.client")}</span>
      <input
        list="new-topic-clients"
        required
        autocomplete="off"
        onInput={(event) => void look(event.currentTarget.value.trim()).catch(() => undefined)}
      />
      <datalist id="new-topic-clients">
        {found.map((each) => (
          <option key={each.id} value={`${each.name} (${each.number})`} />
        ))}
      </datalist>
    </label>
  );
}

function Contacts(parts: {
  client: Client;
  chosen: string;
  onChoose: (contact: string) => void;
}): VNode {
  const { client, chosen, onChoose } = parts;
  const [contacts, setContacts] = useState<readonly Contact[]>([]);
  useEffect(() => {
    call<{ contacts: Contact[] }>("GET", `/api/clients/${client.id}`)
      .then((card) => setContacts(card.contacts))
      .catch(() => setContacts([]));
  }, [client.id]);
  return (
    <label>
      <span>{t("console.with_whom")}</span>
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">{t("console.with_all", { client: client.name })}</option>
        {contacts.map((each) => (
          <option key={each.id} value={each.id}>
            {t("console.with_one", { name: each.name })}
          </option>
        ))}
      </select>
    </label>
  );
}
