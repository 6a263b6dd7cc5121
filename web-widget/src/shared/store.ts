// The one reducer: what the hub said, in any order and twice, becomes the same state.
import type {
  ConversationShape,
  EntryShape,
  HelloAnswer,
  PresenceEvent,
  ReadEvent,
} from "./protocol";

export type { Log, Pending, PendingFile, State } from "./state";

import { noted, turned } from "./standing";
import { EMPTY, EMPTY_LOG, type Log, type Pending, type State } from "./state";

export { EMPTY, EMPTY_LOG } from "./state";

export type Happening =
  | { type: "hello"; answer: HelloAnswer }
  | { type: "entry"; entry: EntryShape }
  | { type: "synced"; conversation: string; entries: readonly EntryShape[]; lastSeq: number }
  | { type: "started"; conversation: string; entries: readonly EntryShape[]; hasMore: boolean }
  | { type: "older"; conversation: string; entries: readonly EntryShape[]; hasMore: boolean }
  | { type: "conversation"; conversation: ConversationShape }
  | { type: "read"; event: ReadEvent }
  | { type: "presence"; event: PresenceEvent }
  | { type: "sending"; pending: Pending }
  | { type: "waiting"; pending: readonly Pending[] }
  | { type: "unsent"; clientId: string; problem?: string }
  | { type: "resending"; clientId: string }
  | { type: "dropped"; clientId: string }
  | { type: "forgotten" };

export function reduce(state: State, happening: Happening): State {
  switch (happening.type) {
    case "hello":
      return greeted(state, happening.answer);
    case "entry":
      return heard(state, happening.entry);
    case "synced":
      return synced(state, happening.conversation, happening.entries, happening.lastSeq);
    case "started":
      return started(state, happening.conversation, happening.entries, happening.hasMore);
    case "older":
      return older(state, happening.conversation, happening.entries, happening.hasMore);
    case "conversation":
      return summarised(state, happening.conversation);
    case "read":
      return marked(state, happening.event);
    case "presence":
      return cameOrWent(state, happening.event);
    case "sending":
      return withPending(state, happening.pending);
    case "waiting":
      return { ...state, pending: happening.pending };
    case "unsent":
      return repending(state, happening.clientId, "failed", happening.problem);
    case "resending":
      return repending(state, happening.clientId, "waiting");
    case "dropped":
      return withoutPending(state, happening.clientId);
    case "forgotten":
      return EMPTY;
  }
}

/** What `sync` wants to know: up to where each conversation is complete. */
export function have(state: State): Record<string, number> {
  return Object.fromEntries(Object.entries(state.logs).map(([id, log]) => [id, log.have]));
}

/** Conversations that have heard of entries they do not hold yet. */
export function withGaps(state: State): string[] {
  return Object.entries(state.logs)
    .filter(([id, log]) => log.hasGap || (state.conversations[id]?.last_seq ?? 0) > log.have)
    .map(([id]) => id);
}

/** A log that continues a page of the newest entries: what lies before is loaded when wanted. */
function started(
  state: State,
  id: string,
  entries: readonly EntryShape[],
  hasMore: boolean,
): State {
  const fresh = [...entries].sort(bySeq);
  const known = state.logs[id];
  if (known && known.entries.length > 0) return older(state, id, entries, hasMore);
  const log: Log = { entries: fresh, have: fresh.at(-1)?.seq ?? 0, hasGap: false, hasMore };
  return settled({ ...state, logs: { ...state.logs, [id]: log } }, fresh);
}

/** An entry of the stream: the next one is taken, an old one dropped, a later one shows a gap. */
function heard(state: State, entry: EntryShape): State {
  const log = state.logs[entry.conversation];
  if (!log) return settled(state, [entry]);
  if (entry.seq <= log.have) return settled(state, [entry]);
  const entries = merged(log.entries, [entry]);
  return settled(
    { ...state, logs: { ...state.logs, [entry.conversation]: measured({ ...log, entries }) } },
    [entry],
  );
}

/** The answer of `sync`: what came after `have`, without gaps. */
function synced(state: State, id: string, entries: readonly EntryShape[], lastSeq: number): State {
  const log = state.logs[id] ?? EMPTY_LOG;
  const top = entries.reduce((most, entry) => Math.max(most, entry.seq), log.have);
  const all = merged(log.entries, entries);
  // An answer is dense from `have` on, so its last entry is where we stand now.
  const next = measured({ ...log, entries: all, have: top });
  const logs = { ...state.logs, [id]: next.have >= lastSeq ? { ...next, hasGap: false } : next };
  return settled({ ...state, logs }, entries);
}

function older(state: State, id: string, entries: readonly EntryShape[], hasMore: boolean): State {
  const log = state.logs[id] ?? EMPTY_LOG;
  const next = { ...log, entries: merged(log.entries, entries), hasMore };
  return settled({ ...state, logs: { ...state.logs, [id]: measured(next) } }, entries);
}

function merged(known: readonly EntryShape[], more: readonly EntryShape[]): EntryShape[] {
  const bySequence = new Map(known.map((entry) => [entry.seq, entry]));
  for (const entry of more) if (!bySequence.has(entry.seq)) bySequence.set(entry.seq, entry);
  return [...bySequence.values()].sort(bySeq);
}

/** Move `have` over what is dense now; anything beyond is a gap. */
function measured(log: Log): Log {
  let reached = log.have;
  for (const { seq } of log.entries) if (seq === reached + 1) reached = seq;
  const last = log.entries.at(-1)?.seq ?? 0;
  return { ...log, have: reached, hasGap: last > reached };
}

/** A message that came back is no longer on its way; the summary shows it. */
function settled(state: State, entries: readonly EntryShape[]): State {
  const sent = new Set(entries.map((entry) => entry.client_id).filter(Boolean));
  const pending = state.pending.filter((each) => !sent.has(each.client_id));
  let conversations: Record<string, ConversationShape> = { ...state.conversations };
  for (const entry of entries) {
    conversations = noted(conversations, entry);
    const summary = conversations[entry.conversation];
    if (!summary || entry.seq <= summary.last_seq) continue;
    const isNew = entry.kind === "message" && entry.author.id !== state.me?.id;
    conversations[entry.conversation] = {
      ...turned(summary, entry),
      last_seq: entry.seq,
      last_entry_at: entry.at,
      last_text: entry.kind === "message" ? (entry.body ?? summary.last_text) : summary.last_text,
      unread: summary.unread + (isNew ? 1 : 0),
    };
  }
  const isSame = pending.length === state.pending.length;
  return { ...state, pending: isSame ? state.pending : pending, conversations };
}

function greeted(state: State, answer: HelloAnswer): State {
  const conversations = Object.fromEntries(answer.conversations.map((each) => [each.id, each]));
  const twins = answer.conversations.map((each) => each.notes).filter((id) => id != null);
  const kept = new Set([...Object.keys(conversations), ...twins]);
  const logs = Object.fromEntries(Object.entries(state.logs).filter(([id]) => kept.has(id)));
  const { me, firm, audiences, is_staffed: isStaffed, present } = answer;
  const greeted: State = {
    ...state,
    me,
    firm,
    conversations,
    logs,
    isStaffed,
    audiences: (audiences ?? {}) as Record<string, number>,
    present: present ?? [],
  };
  return answer.reads.reduce(marked, greeted);
}

function summarised(state: State, conversation: ConversationShape): State {
  const known = state.conversations[conversation.id];
  // A summary may be overtaken by the entry it speaks of.
  if (known && known.last_seq > conversation.last_seq) return state;
  return {
    ...state,
    conversations: { ...state.conversations, [conversation.id]: conversation },
  };
}

function cameOrWent(state: State, { who, on }: PresenceEvent): State {
  const others = state.present.filter((each) => each !== who);
  const present = who && on ? [...others, who] : others;
  return { ...state, present, isStaffed: who ? present.length > 0 : on };
}

function marked(state: State, event: ReadEvent): State {
  const { conversation, reader, seq } = event;
  const known = state.reads[conversation] ?? {};
  const isNewer = seq > (known[reader]?.seq ?? 0);
  const mine = isNewer ? { ...known, [reader]: event } : known;
  const reads = { ...state.reads, [conversation]: mine };
  const summary = state.conversations[conversation];
  if (reader !== state.me?.id || !summary || seq < summary.read_seq) return { ...state, reads };
  const unread = seq >= summary.last_seq ? 0 : summary.unread;
  const seen = { ...summary, read_seq: seq, unread };
  return { ...state, reads, conversations: { ...state.conversations, [conversation]: seen } };
}

function withPending(state: State, pending: Pending): State {
  const others = state.pending.filter((each) => each.client_id !== pending.client_id);
  return { ...state, pending: [...others, pending] };
}

function withoutPending(state: State, clientId: string): State {
  return { ...state, pending: state.pending.filter((each) => each.client_id !== clientId) };
}

function repending(
  state: State,
  clientId: string,
  next: Pending["state"],
  problem?: string,
): State {
  const pending = state.pending.map((each) => {
    if (each.client_id !== clientId) return each;
    const { problem: _, ...rest } = each;
    return { ...rest, state: next, ...(problem === undefined ? {} : { problem }) };
  });
  return { ...state, pending };
}

function bySeq(one: EntryShape, other: EntryShape): number {
  return one.seq - other.seq;
}
