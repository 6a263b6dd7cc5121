// Client's entries, internal notes and the bot's private answers as one stream by time.
import { type Message, messagesOf, pendingOf } from "../shared/messages";
import type { CardShape, ConversationShape } from "../shared/protocol";
import type { Pending, State } from "../shared/state";
import { EMPTY_LOG } from "../shared/state";
import type { Shown } from "./desk";

export type Line =
  | { is: "message"; isNote: boolean; message: Message }
  | { is: "private"; isNote: false; at: string; card: CardShape }
  | { is: "pending"; isNote: boolean; pending: Pending };

/** What a conversation and its twin show, oldest first; what is on its way comes last. */
export function linesOf(
  state: State,
  conversation: ConversationShape,
  cards: readonly Shown[] = [],
): Line[] {
  const own = messagesOf(state.logs[conversation.id] ?? EMPTY_LOG);
  const notes = conversation.notes ? messagesOf(state.logs[conversation.notes] ?? EMPTY_LOG) : [];
  // A private card that moved into the conversation stands there, where it is kept up to date.
  const standing = new Set([...own, ...notes].flatMap(({ card }) => card?.id ?? []));
  const alone = cards.filter(({ card }) => card.id === null || !standing.has(card.id));
  const said: Line[] = [
    ...own.map((message): Line => ({ is: "message", isNote: false, message })),
    ...notes.map((message): Line => ({ is: "message", isNote: true, message })),
    ...alone.map(({ at, card }): Line => ({ is: "private", isNote: false, at, card })),
  ];
  said.sort((one, other) => Date.parse(momentOf(one)) - Date.parse(momentOf(other)));
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

export function momentOf(line: Line): string {
  if (line.is === "message") return line.message.at;
  return line.is === "private" ? line.at : line.pending.at;
}

export function keyOf(line: Line): string {
  if (line.is === "message") return line.message.id;
  return line.is === "private"
    ? `private ${line.card.id ?? line.card.title}`
    : line.pending.client_id;
}

/** What is typed in the composer: a command begins with a slash, two slashes are text. */
export function commandIn(text: string): string | null {
  const typed = text.trim();
  if (!typed.startsWith("/") || typed.startsWith("//")) return null;
  return typed.slice(1).trim() ? typed : null;
}
