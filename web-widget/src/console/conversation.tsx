// One conversation: the client's words and the firm's notes by time, notes never to be mistaken.
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { DropZone } from "../shared/drop_zone";
import { lazy } from "../shared/lazy";
import type { ConversationShape } from "../shared/protocol";
import type { SearchParts } from "../shared/search";
import { EMPTY_LOG } from "../shared/state";
import { language, t } from "../shared/texts";
import { date, dayOf, daysAgo } from "../shared/time";
import { csrfHeaders } from "./api";
import { Composer } from "./composer";
import {
  chat,
  complain,
  conversationOf,
  endSearch,
  isSearching,
  open,
  openConversation,
  privateCards,
} from "./desk";
import { Head } from "./head";
import { keyOf, type Line, linesOf, momentOf } from "./interleave";
import { LineView } from "./line";

const NEAR_END_PX = 120;
const Search = lazy<SearchParts>(async () => (await import("../shared/search")).Search);

export function ConversationPane(): VNode {
  const conversation = open.value;
  if (isSearching.value) {
    return (
      <section class="conversation" aria-label={t("web.search.title")}>
        <Search
          chat={chat}
          headers={csrfHeaders}
          nameOf={nameOf}
          onClose={endSearch}
          onOpen={(log) => openConversation(conversationOf(log)?.id ?? null)}
        />
      </section>
    );
  }
  if (!conversation) {
    return (
      <section class="conversation nothing" aria-label={t("web.log")}>
        <div class="empty">
          <h2>{t("console.choose_title")}</h2>
          <p class="soft">{t("console.choose")}</p>
        </div>
      </section>
    );
  }
  return (
    <section class="conversation" aria-label={conversation.client_name}>
      <DropZone class="drop-zone" onFiles={attach}>
        <Head conversation={conversation} />
        <Log key={conversation.id} conversation={conversation} />
        <Composer key={`composer ${conversation.id}`} conversation={conversation} />
      </DropZone>
    </section>
  );
}

/** To the composer, which knows whether they are for the client or for the notes. */
function attach(files: File[]): void {
  document.dispatchEvent(new CustomEvent("attach", { detail: files }));
}

/** Whose conversation a log is, and whether nobody but the firm reads it. */
function nameOf(log: string): string {
  const found = conversationOf(log);
  if (!found) return "";
  const name = [found.client_name, found.title].filter(Boolean).join(" · ");
  return found.notes === log ? `${name} · ${t("console.note")}` : name;
}

function Log({ conversation }: { conversation: ConversationShape }): VNode {
  const state = chat.state.value;
  const lines = linesOf(state, conversation, privateCards.value[conversation.id]);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const height = useRef(0);
  const log = state.logs[conversation.id] ?? EMPTY_LOG;
  const notes = conversation.notes ? (state.logs[conversation.notes] ?? EMPTY_LOG) : EMPTY_LOG;

  const older = (): void => {
    chat.loadOlder(conversation.id).catch(complain);
    if (conversation.notes) chat.loadOlder(conversation.notes).catch(complain);
  };

  // At the end it stays at the end; above it, what is read stays where it is.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const grown = element.scrollHeight - height.current;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else if (element.scrollTop < NEAR_END_PX && grown > 0) element.scrollTop += grown;
    height.current = element.scrollHeight;
  });

  // What one has just sent or asked is shown; an answer higher than the log from its top.
  const last = lines.at(-1);
  useLayoutEffect(() => {
    const element = box.current;
    const newest = element?.lastElementChild;
    if (!element || !(newest instanceof HTMLElement)) return;
    if (last?.is !== "private" && last?.is !== "pending") return;
    const isHigh = newest.offsetHeight > element.clientHeight;
    element.scrollTop = isHigh ? newest.offsetTop : element.scrollHeight;
  }, [last && keyOf(last)]);

  // A keyboard that comes up, or a growing field, takes room: the newest stays in sight.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const sizes = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);

  useRead(conversation);

  return (
    <div
      class="log"
      ref={box}
      role="log"
      aria-label={t("web.log")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keys
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        isAtEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END_PX;
        if (at.scrollTop < NEAR_END_PX) older();
      }}
    >
      {(log.hasMore || notes.hasMore) && (
        <button type="button" class="link older" onClick={older}>
          {t("web.older")}
        </button>
      )}
      {lines.length === 0 && <p class="empty soft">{t("console.empty_conversation")}</p>}
      {lines.map((line, at) => (
        <WithDay key={keyOf(line)} line={line} before={lines[at - 1]} conversation={conversation} />
      ))}
    </div>
  );
}

function WithDay(parts: {
  line: Line;
  before: Line | undefined;
  conversation: ConversationShape;
}): VNode {
  const day = dayOf(momentOf(parts.line));
  const isNewDay = !parts.before || dayOf(momentOf(parts.before)) !== day;
  return (
    <>
      {isNewDay && (
        <p class="day">
          <span>{dayText(day)}</span>
        </p>
      )}
      <LineView {...parts} isFollowing={!isNewDay && isFollowing(parts.line, parts.before)} />
    </>
  );
}

/** Marks both logs read while the page is looked at. */
function useRead(conversation: ConversationShape): void {
  const state = chat.state.value;
  const isOnline = chat.connection.standing.value === "online";
  const seq = state.logs[conversation.id]?.have ?? 0;
  const noteSeq = conversation.notes ? (state.logs[conversation.notes]?.have ?? 0) : 0;
  useEffect(() => {
    const mark = () => {
      if (document.visibilityState !== "visible" || !document.hasFocus()) return;
      if (seq) chat.markRead(conversation.id, seq);
      if (noteSeq && conversation.notes) chat.markRead(conversation.notes, noteSeq);
    };
    mark();
    addEventListener("focus", mark);
    document.addEventListener("visibilitychange", mark);
    return () => {
      removeEventListener("focus", mark);
      document.removeEventListener("visibilitychange", mark);
    };
  }, [conversation.id, conversation.notes, seq, noteSeq, isOnline]);
}

function isFollowing(line: Line, before: Line | undefined): boolean {
  if (line.is !== "message" || before?.is !== "message" || line.isNote !== before.isNote)
    return false;
  const one = line.message;
  const other = before.message;
  const isPlain = one.kind === "message" && other.kind === "message";
  const apart = Date.parse(one.at) - Date.parse(other.at);
  return isPlain && one.author.id === other.author.id && apart < 5 * 60_000;
}

function dayText(day: string): string {
  const ago = daysAgo(day);
  if (ago === 0) return t("web.today");
  return ago === 1 ? t("web.yesterday") : date(day, language.value);
}
