// The console's own state: which conversation is open, what the bot showed privately, toasts.
import { computed, signal } from "@preact/signals";
import { Chat, sayProblem } from "../shared/chat";
import { newId } from "../shared/ids";
import type { CardShape, ConversationShape, QuoteShape } from "../shared/protocol";
import { jumpTo } from "../shared/quote";
import { t } from "../shared/texts";
import { call } from "./api";
import { session } from "./session";
import type { Command, Mention, Person, Today } from "./shapes";

export type Pane = "list" | "conversation" | "today";
export interface Toast {
  id: string;
  text: string;
  isProblem: boolean;
  undo?: (() => void) | undefined;
}

export const chat = new Chat({
  namespace: "/staff",
  token: async () => (await call<{ token: string }>("POST", "/api/session/socket")).token,
  onSignedOut: () => {
    session.value = null;
  },
  onEntry: (entry) => {
    if (entry.kind === "card") void refreshToday();
    if (entry.author.id !== myId() && entry.mentions?.some(({ id }) => id === myId())) {
      toast(t("console.mentioned", { name: entry.author.name }));
      void refreshToday();
    }
  },
});

/** What is answered, and in which log: the client's or the notes. */
export const replying = signal<{ place: string; quote: QuoteShape } | null>(null);
export const colleagues = signal<readonly Person[]>([]);
export const openId = signal<string | null>(null);
/** What a phone shows; wider screens show all three. */
export const pane = signal<Pane>("list");
/** The middle pane shows the search instead of a conversation. */
export const isSearching = signal(false);
export const filter = signal("");
export const onlyUnread = signal(false);
export const toasts = signal<readonly Toast[]>([]);
export const today = signal<Today | null>(null);
export const commands = signal<readonly Command[]>([]);
/** A card that only this person sees, and when it came. */
export interface Shown {
  at: string;
  card: CardShape;
}

/** Answers of the bot to this person alone, by the conversation they were asked in. */
export const privateCards = signal<Readonly<Record<string, readonly Shown[]>>>({});

export const NOWHERE = "";

export const open = computed(() =>
  openId.value ? (chat.state.value.conversations[openId.value] ?? null) : null,
);

export function unreadOf(conversation: ConversationShape): number {
  return conversation.unread + (conversation.notes_unread ?? 0);
}

export function openConversation(id: string | null): void {
  openId.value = id;
  isSearching.value = false;
  pane.value = id ? "conversation" : "list";
  const found = id ? chat.state.value.conversations[id] : null;
  if (!found) return;
  history.replaceState(null, "", `#/c/${found.id}`);
  chat.load(found.id).catch(complain);
  if (found.notes) chat.load(found.notes).catch(complain);
}

export function startSearch(): void {
  isSearching.value = true;
  pane.value = "conversation";
}

export function endSearch(): void {
  isSearching.value = false;
  pane.value = openId.value ? "conversation" : "list";
}

/** The conversation of a log; the notes belong to theirs. */
export function conversationOf(log: string): ConversationShape | undefined {
  const all = chat.state.value.conversations;
  return all[log] ?? Object.values(all).find((each) => each.notes === log);
}

export async function refreshToday(): Promise<void> {
  try {
    today.value = await call<Today>("GET", "/api/today");
  } catch (error) {
    complain(error);
  }
}

export async function loadColleagues(): Promise<void> {
  try {
    colleagues.value = (await call<{ staff: Person[] }>("GET", "/api/staff")).staff;
  } catch (error) {
    complain(error);
  }
}

/** One's mentions that are not read yet. */
export const mentions = computed(() => {
  const { reads } = chat.state.value;
  return (today.value?.mentions ?? []).filter(
    ({ notes, seq }) => (reads[notes]?.[myId()]?.seq ?? 0) < seq,
  );
});

/** Open a conversation where one is mentioned. */
export async function openMention(mention: Mention): Promise<void> {
  openConversation(mention.conversation);
  await chat.load(mention.notes);
  const quote = { message: mention.message, seq: mention.seq };
  await jumpTo(quote, (seq) => chat.loadUntil(mention.notes, seq));
}

function myId(): string {
  return chat.state.value.me?.id ?? "";
}

export async function loadCommands(): Promise<void> {
  try {
    commands.value = (await call<{ commands: Command[] }>("GET", "/api/commands")).commands;
  } catch (error) {
    complain(error);
  }
}

/** Ask the bot; its card is shown here and to nobody else. Raises what the hub said. */
export async function runCommand(text: string): Promise<void> {
  const conversation = openId.value;
  const asked = { text, ...(conversation ? { conversation } : {}) };
  const { card } = await chat.connection.request("command", asked);
  showPrivately(conversation ?? NOWHERE, card);
  void refreshToday();
}

export function showPrivately(place: string, card: CardShape): void {
  const there = privateCards.value[place] ?? [];
  const others = there.filter((each) => card.id === null || each.card.id !== card.id);
  const at = card.updated_at ?? new Date().toISOString();
  privateCards.value = { ...privateCards.value, [place]: [...others, { at, card }] };
}

export function dismiss(place: string, card: CardShape): void {
  const there = (privateCards.value[place] ?? []).filter((each) => each.card !== card);
  privateCards.value = { ...privateCards.value, [place]: there };
}

/** Press a button; a private card changes where it stands. */
export async function press(
  card: string,
  button: string,
  values: Parameters<Chat["press"]>[2],
  clientId: string,
): Promise<void> {
  const pressed = await chat.press(card, button, values, clientId);
  const replaced = Object.entries(privateCards.value).map(([place, cards]) => [
    place,
    cards.map((each) => (each.card.id === card ? { ...each, card: pressed } : each)),
  ]);
  privateCards.value = Object.fromEntries(replaced) as typeof privateCards.value;
  void refreshToday();
}

/** What was done or went wrong; with `undo`, long enough to take it back. */
export function toast(text: string, isProblem = false, undo?: () => void): void {
  const id = newId();
  toasts.value = [...toasts.value, { id, text, isProblem, undo }];
  setTimeout(() => dropToast(id), isProblem || undo ? 9000 : 5000);
}

export function dropToast(id: string): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function complain(error: unknown): void {
  toast(sayProblem(error, t), true);
}
