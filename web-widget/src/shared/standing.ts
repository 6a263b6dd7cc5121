// What an entry changes of where a conversation stands: whose turn, whose hand, how long it sleeps.
import type { ConversationShape, EntryShape } from "./protocol";

type Summaries = Record<string, ConversationShape>;

/** The summary after this entry of its own log; as the hub's row after it. */
export function turned(summary: ConversationShape, entry: EntryShape): ConversationShape {
  if (entry.kind === "status") return changed(summary, entry);
  if (entry.kind !== "message") return summary;
  if (entry.author.kind === "contact")
    return { ...summary, state: "waiting_us", snoozed_until: null };
  return entry.author.kind === "staff" ? { ...summary, state: "waiting_client" } : summary;
}

/** What stands among the notes: the firm's own affair, told in the twin's log. */
export function noted(summaries: Summaries, entry: EntryShape): Summaries {
  if (entry.kind !== "status" || !entry.status) return summaries;
  const summary = Object.values(summaries).find((each) => each.notes === entry.conversation);
  if (!summary || entry.seq <= (summary.notes_last_seq ?? 0)) return summaries;
  const next = { ...changed(summary, entry), notes_last_seq: entry.seq };
  return { ...summaries, [summary.id]: next };
}

function changed(summary: ConversationShape, { status }: EntryShape): ConversationShape {
  if (!status) return summary;
  const next = { ...summary };
  if (status.state) next.state = status.state;
  if (status.assigned !== undefined) next.assigned = status.assigned;
  if (status.snoozed_until !== undefined) next.snoozed_until = status.snoozed_until;
  if (next.state === "closed") next.snoozed_until = null;
  return next;
}
