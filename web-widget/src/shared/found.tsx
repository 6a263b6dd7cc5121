// A conversation opened around a message that was found: pages both ways, and the way back.
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Bubble } from "./bubble";
import { type Chat, sayProblem } from "./chat";
import { download, type GiveHeaders } from "./files";
import { dayName } from "./log";
import { messagesOf } from "./messages";
import type { EntryShape } from "./protocol";
import { t } from "./texts";
import { dayOf } from "./time";

const PAGE = 40;
const NOTHING: Window = { entries: [], changes: [], hasOlder: false, hasNewer: false };

/** What is read of the log; `changes` are later entries that change what is here. */
interface Window {
  entries: readonly EntryShape[];
  changes: readonly EntryShape[];
  hasOlder: boolean;
  hasNewer: boolean;
}

export interface FoundParts {
  chat: Chat;
  headers: GiveHeaders;
  hit: { conversation: string; id: string; seq: number };
  onNewest: () => void;
}

export function Found({ chat, headers, hit, onNewest }: FoundParts): VNode {
  const { conversation } = hit;
  const [seen, setSeen] = useState(NOTHING);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const stay = useRef({ hasLanded: false, isOlder: false, height: 0 });

  const ask = async (where: { around: number } | { before: number } | { after: number }) => {
    setBusy(true);
    try {
      const asked = { conversation, limit: PAGE, ...where };
      const { entries, changes, more, newer } = await chat.connection.request("history", asked);
      stay.current.isOlder = "before" in where;
      stay.current.height = box.current?.scrollHeight ?? 0;
      setSeen((known) => ({
        entries: merged(known.entries, entries),
        changes: merged(known.changes, changes ?? []),
        hasOlder: "after" in where ? known.hasOlder : more,
        hasNewer: "around" in where ? newer === true : "after" in where ? more : known.hasNewer,
      }));
      setProblem("");
    } catch (error) {
      setProblem(sayProblem(error, t));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => void ask({ around: hit.seq }), [hit.id]);

  // What is read stays where it is when older messages come above it.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || seen.entries.length === 0) return;
    const { hasLanded, isOlder, height } = stay.current;
    if (!hasLanded) {
      const found = element.querySelector<HTMLElement>(".is-found");
      found?.scrollIntoView({ block: "center" });
      found?.focus({ preventScroll: true });
      stay.current.hasLanded = true;
    } else if (isOlder) element.scrollTop += element.scrollHeight - height;
    stay.current.isOlder = false;
  }, [seen]);

  const messages = useMemo(
    () => messagesOf({ entries: merged(seen.entries, seen.changes) }),
    [seen],
  );
  const first = seen.entries[0]?.seq;
  const last = seen.entries.at(-1)?.seq;
  const myId = chat.state.value.me?.id ?? null;
  return (
    <div class="found">
      <div
        ref={box}
        class="found-scroll"
        role="log"
        aria-live="off"
        aria-label={t("web.search.found_log")}
        aria-busy={isBusy}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
      >
        {seen.hasOlder && first !== undefined && (
          <Page label="web.older" isBusy={isBusy} onAsk={() => ask({ before: first })} />
        )}
        {problem && <p class="banner problem">{problem}</p>}
        {messages.map((message, at) => (
          <div
            key={message.id}
            class={`item ${message.id === hit.id ? "is-found" : ""}`}
            tabIndex={message.id === hit.id ? -1 : undefined}
          >
            {dayOf(messages[at - 1]?.at ?? "1970-01-01") !== dayOf(message.at) && (
              <h2 class="day">{dayName(dayOf(message.at))}</h2>
            )}
            <Bubble
              message={message}
              isMine={message.author.id !== null && message.author.id === myId}
              isFollowing={false}
              myId={myId}
              headers={headers}
              onDownload={(file) =>
                void download(file, headers).catch((error) => setProblem(sayProblem(error, t)))
              }
            >
              {message.card && <strong>{message.card.title}</strong>}
            </Bubble>
          </div>
        ))}
        {seen.hasNewer && last !== undefined && (
          <Page label="web.search.newer" isBusy={isBusy} onAsk={() => ask({ after: last })} />
        )}
      </div>
      <button type="button" class="button primary back-to-newest" onClick={onNewest}>
        {t("web.search.newest")}
      </button>
    </div>
  );
}

function Page(parts: { label: string; isBusy: boolean; onAsk: () => void }): VNode {
  return (
    <button type="button" class="button older" disabled={parts.isBusy} onClick={parts.onAsk}>
      {t(parts.isBusy ? "web.loading" : parts.label)}
    </button>
  );
}

function merged(known: readonly EntryShape[], more: readonly EntryShape[]): EntryShape[] {
  const bySeq = new Map([...known, ...more].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}
