// What a person reads, made of the entries: messages as edited, cards at their first place.
import type {
  Author,
  CardShape,
  EntryShape,
  FileShape,
  FirmShape,
  PersonShape,
  QuoteShape,
  StatusShape,
} from "./protocol";
import type { Log, Pending } from "./state";

export interface Reaction {
  emoji: string;
  /** Ids of who reacted, in order. */
  people: readonly string[];
}

export interface Message {
  id: string;
  conversation: string;
  kind: "message" | "card" | "status";
  seq: number;
  author: Author;
  at: string;
  body: string;
  files: readonly FileShape[];
  isEdited: boolean;
  isDeleted: boolean;
  reactions: readonly Reaction[];
  card?: CardShape;
  quote?: QuoteShape;
  mentions?: readonly PersonShape[];
  /** What a status entry changed of the conversation. */
  status?: StatusShape;
}

type Draft = Omit<Message, "reactions"> & { reactions: Map<string, Set<string>> };

/** Messages in order of their first entry. Later entries win whatever order they came in. */
export function messagesOf(log: Pick<Log, "entries">): Message[] {
  const drafts = new Map<string, Draft>();
  const ofCard = new Map<string, Draft>();
  // What was changed since, of messages too that lie before this log.
  const texts = new Map<string, string>();
  for (const entry of log.entries) {
    if (entry.message && (entry.kind === "edit" || entry.kind === "delete"))
      texts.set(entry.message, entry.kind === "edit" ? (entry.body ?? "") : "");
    if (entry.kind === "message" || entry.kind === "status") drafts.set(entry.id, drafted(entry));
    else if (entry.kind === "card" && entry.card) takeCard(entry, entry.card, drafts, ofCard);
    else if (entry.message) change(drafts.get(entry.message), entry);
  }
  return [...drafts.values()].map((draft) => finished(draft, texts));
}

function drafted(entry: EntryShape): Draft {
  return {
    id: entry.id,
    conversation: entry.conversation,
    kind: entry.kind === "card" || entry.kind === "status" ? entry.kind : "message",
    seq: entry.seq,
    author: entry.author,
    at: entry.at,
    body: entry.body ?? "",
    files: entry.files ?? [],
    isEdited: false,
    isDeleted: false,
    reactions: new Map(),
    ...(entry.quote ? { quote: entry.quote } : {}),
    ...(entry.mentions ? { mentions: entry.mentions } : {}),
    ...(entry.status ? { status: entry.status } : {}),
  };
}

function takeCard(
  entry: EntryShape,
  card: CardShape,
  drafts: Map<string, Draft>,
  ofCard: Map<string, Draft>,
): void {
  const first = card.id ? ofCard.get(card.id) : undefined;
  if (first) {
    first.card = card;
    return;
  }
  const draft = { ...drafted(entry), card };
  drafts.set(entry.id, draft);
  if (card.id) ofCard.set(card.id, draft);
}

function change(draft: Draft | undefined, entry: EntryShape): void {
  if (!draft || draft.isDeleted) return;
  if (entry.kind === "edit") {
    draft.body = entry.body ?? draft.body;
    draft.isEdited = true;
  } else if (entry.kind === "delete") {
    draft.isDeleted = true;
    draft.body = "";
    draft.files = [];
    delete draft.quote;
    draft.reactions.clear();
  } else if (entry.kind === "reaction" && entry.emoji) {
    const people = draft.reactions.get(entry.emoji) ?? new Set<string>();
    const who = entry.author.id ?? entry.author.name;
    if (entry.on) people.add(who);
    else people.delete(who);
    draft.reactions.set(entry.emoji, people);
  }
}

function finished(draft: Draft, texts: ReadonlyMap<string, string>): Message {
  const { quote } = draft;
  const text = quote && texts.get(quote.message);
  const reactions = [...draft.reactions]
    .filter(([, people]) => people.size > 0)
    .map(([emoji, people]) => ({ emoji, people: [...people] }));
  return {
    ...draft,
    reactions,
    ...(quote && text !== undefined ? { quote: { ...quote, text } } : {}),
  };
}

/** Whether its author may still change it; the hub has the last word. */
export function isChangeable(message: Message, firm: FirmShape | null): boolean {
  const minutes = firm?.edit_minutes ?? Number.POSITIVE_INFINITY;
  return Date.now() - Date.parse(message.at) < minutes * 60_000;
}

/** What is on its way in one conversation, oldest first. */
export function pendingOf(pending: readonly Pending[], conversation: string): Pending[] {
  return pending.filter((each) => each.conversation === conversation);
}
