// The inbox: which conversations stand in which view, and what staff do to them, each with a way back.
import { computed, signal } from "@preact/signals";
import type { ConversationAnswer, ConversationShape, PersonShape } from "../shared/protocol";
import { language, t } from "../shared/texts";
import { call } from "./api";
import { chat, complain, filter, onlyUnread, openId, toast, unreadOf } from "./desk";
import { moment } from "./moments";

export const VIEWS = [
  "open",
  "mine",
  "unassigned",
  "us",
  "client",
  "snoozed",
  "closed",
  "by_client",
] as const;
export type View = (typeof VIEWS)[number];

export const view = signal<View>("open");
export const staff = signal<readonly PersonShape[]>([]);

export const counts = computed(() => {
  const all = Object.values(chat.state.value.conversations);
  const me = chat.state.value.me?.id;
  const count = (of: View) => all.filter((each) => isIn(of, each, me)).length;
  return Object.fromEntries(VIEWS.map((each) => [each, count(each)])) as Record<View, number>;
});

/** What the list shows: the view, or whatever fits the words, wherever it stands. */
export const shown = computed(() => {
  const { conversations, me } = chat.state.value;
  const wanted = filter.value.trim().toLocaleLowerCase();
  return Object.values(conversations)
    .filter((each) => !onlyUnread.value || unreadOf(each) > 0 || each.id === openId.value)
    .filter((each) => (wanted ? searchText(each).includes(wanted) : isIn(view.value, each, me?.id)))
    .sort(view.value === "by_client" && !wanted ? byClient : byLatest);
});

/** Closed and sleeping ones stand in their own views, and by client. */
export function isIn(of: View, each: ConversationShape, me: string | undefined): boolean {
  const isClosed = each.state === "closed";
  const isAwake = !isClosed && !each.snoozed_until;
  switch (of) {
    case "open":
      return isAwake;
    case "mine":
      return isAwake && each.assigned?.id === me;
    case "unassigned":
      return isAwake && !each.assigned;
    case "us":
      return isAwake && each.state === "waiting_us";
    case "client":
      return isAwake && each.state === "waiting_client";
    case "snoozed":
      return !isClosed && !isAwake;
    case "closed":
      return isClosed;
    case "by_client":
      return true;
  }
}

export async function loadStaff(): Promise<void> {
  try {
    staff.value = (await call<{ staff: PersonShape[] }>("GET", "/api/staff")).staff;
  } catch (error) {
    complain(error);
  }
}

export function close({ id }: ConversationShape, closed = true): void {
  const asked = { conversation: id, closed };
  const undo = () => close({ id } as ConversationShape, !closed);
  void done(chat.connection.request("conversation.close", asked), () =>
    toast(t(closed ? "console.closed_now" : "console.reopened_now"), false, undo),
  );
}

export function assign({ id, assigned }: ConversationShape, person: PersonShape | null): void {
  const put = (staffId: string | null) =>
    chat.connection.request("conversation.assign", { conversation: id, staff: staffId });
  const text = person
    ? t("console.assigned_now", { name: person.name })
    : t("console.unassigned_now");
  const undo = () => void done(put(assigned?.id ?? null));
  void done(put(person?.id ?? null), () => toast(text, false, undo));
}

export function snooze({ id, snoozed_until }: ConversationShape, until: string | null): void {
  const put = (to: string | null) =>
    chat.connection.request("conversation.snooze", { conversation: id, until: to });
  const text = until
    ? t("console.snoozed_now", { until: moment(until, language.value) })
    : t("console.woken_now");
  const undo = () => void done(put(snoozed_until ?? null));
  void done(put(until), () => toast(text, false, undo));
}

async function done(answer: Promise<ConversationAnswer>, then?: () => void): Promise<void> {
  try {
    chat.tell({ type: "conversation", conversation: (await answer).conversation });
    then?.();
  } catch (error) {
    complain(error);
  }
}

function searchText(each: ConversationShape): string {
  return `${each.client_name} ${each.client} ${each.title} ${each.last_text}`.toLocaleLowerCase();
}

function byLatest(one: ConversationShape, other: ConversationShape): number {
  return (
    (other.last_entry_at ?? "").localeCompare(one.last_entry_at ?? "") ||
    one.client_name.localeCompare(other.client_name, "fi")
  );
}

function byClient(one: ConversationShape, other: ConversationShape): number {
  return one.client_name.localeCompare(other.client_name, "fi") || byLatest(one, other);
}
