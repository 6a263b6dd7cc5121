// Where staff write: to the client, as an internal note, or to the bot after a slash.
import type { VNode } from "preact";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { AttachmentList, PickFiles } from "../shared/attachment_list";
import { Attachments } from "../shared/attachments";
import { sayProblem } from "../shared/chat";
import { Icon } from "../shared/icons";
import type { ConversationShape } from "../shared/protocol";
import { Replying } from "../shared/quote";
import { t } from "../shared/texts";
import { csrfHeaders } from "./api";
import { CommandList, fitting } from "./command_list";
import { chat, colleagues, replying, runCommand } from "./desk";
import { commandIn } from "./interleave";
import { fittingPeople, MentionList, mentionQuery, mentionsIn, withMention } from "./mentions";

export const COMPOSER_ID = "composer";
type Mode = "reply" | "note";

const drafts = new Map<string, string>();

export function Composer({ conversation }: { conversation: ConversationShape }): VNode {
  const [mode, setMode] = useState<Mode>("reply");
  const [text, setText] = useState(drafts.get(conversation.id) ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [isListed, setListed] = useState(true);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const place = mode === "note" && conversation.notes ? conversation.notes : conversation.id;
  const uploads = useMemo(() => new Attachments(place, csrfHeaders), [place]);
  useEffect(() => () => uploads.cancelAll(), [uploads]);
  const hasFiles = uploads.list.value.some((each) => each.sent);
  const isCommand = text.trimStart().startsWith("/") && !text.trimStart().startsWith("//");
  const list = isCommand && isListed ? fitting(text) : [];
  const query = mode === "note" && isListed ? mentionQuery(text, field.current) : null;
  const people = query === null ? [] : fittingPeople(query, colleagues.value);
  const options = list.length + people.length;
  const answered = replying.value?.place === place ? replying.value.quote : undefined;

  useEffect(() => {
    const { place: wanted } = replying.value ?? {};
    if (!wanted) return;
    setMode(wanted === conversation.notes ? "note" : "reply");
    field.current?.focus();
  }, [replying.value]);

  const write = (next: string): void => {
    setText(next);
    drafts.set(conversation.id, next);
    setProblem(null);
    setListed(true);
    setChosen(0);
    if (next && mode === "reply" && !next.startsWith("/")) chat.type(conversation.id);
  };

  useEffect(() => {
    const compose = (event: Event): void => {
      const { detail } = event as CustomEvent<string>;
      write(detail);
      setListed(detail === "/");
      field.current?.focus();
    };
    const attach = (event: Event): void => uploads.add((event as CustomEvent<File[]>).detail);
    document.addEventListener("compose", compose);
    document.addEventListener("attach", attach);
    return () => {
      document.removeEventListener("compose", compose);
      document.removeEventListener("attach", attach);
    };
  });

  const send = async (): Promise<void> => {
    const command = commandIn(text);
    if (isBusy || uploads.isBusy) return;
    if (!command) {
      if (isCommand || (!text.trim() && !hasFiles)) return;
      const named = mode === "note" ? mentionsIn(text, colleagues.value) : [];
      const more = { ...(answered ? { quote: answered } : {}), mentions: named };
      chat.send(place, text.trim(), uploads.take(), more);
      replying.value = null;
      write("");
      return;
    }
    setBusy(true);
    try {
      await runCommand(command);
      write("");
    } catch (error) {
      setProblem(sayProblem(error, t));
    }
    setBusy(false);
    field.current?.focus();
  };

  const take = (at: number): void => {
    const person = people[at];
    if (person) {
      write(withMention(text, field.current, person));
      setListed(false);
      field.current?.focus();
      return;
    }
    const command = list[at];
    if (!command) return;
    write(`/${command.name} `);
    setListed(false);
    field.current?.focus();
  };

  const onKey = (event: KeyboardEvent): void => {
    if (options > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      setChosen((chosen + step + options) % options);
      event.preventDefault();
    } else if (options > 0 && event.key === "Tab" && !event.shiftKey) {
      take(chosen);
      event.preventDefault();
    } else if (event.key === "Escape" && options > 0) {
      setListed(false);
      event.stopPropagation();
    } else if (event.key === "Escape" && answered) {
      replying.value = null;
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (people.length > 0) {
        take(chosen);
        return;
      }
      const isExact = list.some((each) => `/${each.name}` === text.trim());
      if (list.length > 0 && !isExact && !text.trim().includes(" ")) take(chosen);
      else void send();
    }
  };

  return (
    <form
      class={`composer ${mode} ${isCommand ? "command" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="modes" role="radiogroup" aria-label={t("console.mode")}>
        {(["reply", "note"] as const).map((each) => (
          <label key={each} class={`mode ${mode === each ? "on" : ""}`}>
            <input
              type="radio"
              name="mode"
              class="hidden"
              checked={mode === each}
              onChange={() => setMode(each)}
            />
            {t(`console.mode_${each}`)}
          </label>
        ))}
        <span class="where">{whereTo(mode, isCommand, conversation)}</span>
      </div>
      {list.length > 0 && <CommandList id={listId} list={list} chosen={chosen} onTake={take} />}
      {people.length > 0 && (
        <MentionList id={listId} people={people} chosen={chosen} onTake={take} />
      )}
      {answered && (
        <Replying
          quote={answered}
          onCancel={() => {
            replying.value = null;
          }}
        />
      )}
      <AttachmentList attachments={uploads} />
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="row">
        <PickFiles onFiles={(files) => uploads.add(files)} />
        <textarea
          id={COMPOSER_ID}
          ref={field}
          rows={Math.min(8, Math.max(2, text.split("\n").length))}
          value={text}
          aria-label={t(mode === "note" ? "console.write_note" : "console.write_reply")}
          placeholder={t("console.write_hint")}
          aria-controls={options > 0 ? listId : undefined}
          aria-activedescendant={options > 0 ? `${listId}-${chosen}` : undefined}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKey}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length > 0) uploads.add(files);
          }}
        />
        <button
          type="submit"
          class="button primary send"
          disabled={isBusy || uploads.isBusy}
          aria-label={t(sendLabel(mode, isCommand))}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

function whereTo(mode: Mode, isCommand: boolean, conversation: ConversationShape): string {
  if (isCommand) return t("console.goes_to_bot");
  if (mode === "note") return t("console.goes_to_notes");
  return t("console.goes_to_client", { client: conversation.client_name });
}

function sendLabel(mode: Mode, isCommand: boolean): string {
  if (isCommand) return "console.send_command";
  return mode === "note" ? "console.send_note" : "console.send_reply";
}
