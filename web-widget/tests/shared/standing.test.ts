// Where a conversation stands follows from its entries, in whatever order they come.
import { describe, expect, it } from "vitest";
import type { ConversationShape, EntryShape, StatusShape } from "../../src/shared/protocol";
import { EMPTY, reduce, type State } from "../../src/shared/store";
import { AINO, ANNA, CONVERSATION, entry, idOf } from "./entries";

const NOTES = idOf(77);
const SUMMARY: ConversationShape = {
  id: CONVERSATION,
  title: "",
  client: "1001",
  client_name: "Acme Oy",
  state: "open",
  last_seq: 0,
  read_seq: 0,
  unread: 0,
  last_text: "",
  last_entry_at: null,
  notes: NOTES,
  notes_last_seq: 0,
};

function after(...entries: EntryShape[]): ConversationShape {
  let state: State = reduce(EMPTY, { type: "conversation", conversation: SUMMARY });
  for (const each of entries) state = reduce(state, { type: "entry", entry: each });
  return state.conversations[CONVERSATION] as ConversationShape;
}

const status = (seq: number, what: StatusShape, conversation = CONVERSATION) =>
  entry(seq, { kind: "status", status: what, conversation, body: "told" });

describe("where a conversation stands", () => {
  it("is the turn of whoever did not write last", () => {
    expect(after(entry(1, { author: AINO })).state).toBe("waiting_us");
    expect(after(entry(1, { author: AINO }), entry(2, { author: ANNA })).state).toBe(
      "waiting_client",
    );
    expect(after(entry(1, { author: AINO }), entry(2, { kind: "edit" })).state).toBe("waiting_us");
  });

  it("is closed by a status and opened by a message", () => {
    const closed = status(2, { state: "closed" });
    expect(after(entry(1), closed).state).toBe("closed");
    expect(after(entry(1), closed).last_text).toBe("message 1");
    expect(after(entry(1), closed, entry(3, { author: AINO })).state).toBe("waiting_us");
    expect(after(entry(3, { author: AINO }), closed).state).toBe("waiting_us");
  });

  it("sleeps until the client writes, whatever staff say meanwhile", () => {
    const until = "2026-12-01T07:00:00.000Z";
    const asleep = status(1, { snoozed_until: until }, NOTES);
    expect(after(asleep).snoozed_until).toBe(until);
    expect(after(asleep, entry(1)).snoozed_until).toBe(until);
    expect(after(asleep, entry(1, { author: AINO })).snoozed_until).toBeNull();
    expect(after(asleep, status(1, { state: "closed" })).snoozed_until).toBeNull();
    expect(after(asleep, status(2, { snoozed_until: null }, NOTES)).snoozed_until).toBeNull();
  });

  it("is in the hand that the notes told last, once", () => {
    const mine = status(1, { assigned: { id: ANNA.id, name: "Anna" } }, NOTES);
    const freed = status(2, { assigned: null }, NOTES);
    expect(after(mine).assigned?.name).toBe("Anna");
    expect(after(mine, freed).assigned).toBeNull();
    expect(after(mine, freed, mine).assigned).toBeNull();
  });
});
