// Client's entries and internal notes as one stream by time, each knowing which it is.
import { type Message, messagesOf, pendingOf } from "../shared/messages";
import type { ConversationShape } from "../shared/protocol";
import type { Pending, State } from "../shared/state";
import { EMPTY_LOG } from "../shared/state";

export type Line =
  | { is: "message"; isNote: boolean; message: Message }
  | { is: "pending"; isNote: boolean; pending: Pending };

/** What a conversation and its twin show, oldest first; what is on its way comes last. */
export function linesOf(state: State, conversation: ConversationShape): Line[] {
  const own = messagesOf(state.logs[conversation.id] ?? EMPTY_LOG);
  const notes = conversation.notes ? messagesOf(state.logs[conversation.notes] ?? EMPTY_LOG) : [];
  const said: Line[] = [
    ...own.map((message): Line => ({ is: "message", isNote: false, message })),
    ...notes.map((message): Line => ({ is: "message", isNote: true, message })),
  ];
  said.sort((one, other) => momentOf(one).localeCompare(momentOf(other)));
  const waiting: Line[] = [
    ...pendingOf(state.pending, conversation.id).map(
      (pending): Line => ({ is: "pending", isNote: false, pending }),
    ),
    ...(conversation.notes ? pendingOf(state.pending, conversation.notes) : []).map(
      (pending): Line => ({ is: "pending", isNote: true, pending }),
    ),
  ];
  return [...said, ...waiting];
}

function momentOf(line: Line): string {
  return line.is === "message" ? line.message.at : line.pending.at;
}

/** What is typed in the composer: a command begins with a slash, two slashes are text. */
export function commandIn(text: string): string | null {
  const typed = text.trim();
  if (!typed.startsWith("/") || typed.startsWith("//")) return null;
  return typed.slice(1).trim() ? typed : null;
}
