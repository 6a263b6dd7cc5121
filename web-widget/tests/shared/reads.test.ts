// Marks of others: from hello and the stream, the largest wins, and a repeat clears what is unread.
import { describe, expect, it } from "vitest";
import type { ConversationShape, HelloAnswer, ReadEvent } from "../../src/shared/protocol";
import { EMPTY, reduce } from "../../src/shared/store";
import { AINO, ANNA, CONVERSATION } from "./entries";

const summary: ConversationShape = {
  id: CONVERSATION,
  title: "",
  client: "1001",
  client_name: "Acme Oy",
  state: "open",
  last_seq: 9,
  read_seq: 3,
  unread: 6,
  last_text: "",
  last_entry_at: null,
};
const read = (who: typeof AINO | typeof ANNA, seq: number): ReadEvent => ({
  conversation: CONVERSATION,
  reader: who.id,
  kind: who.kind,
  name: who.name,
  seq,
});
const hello: HelloAnswer = {
  ok: true,
  me: { kind: "staff", id: ANNA.id, name: ANNA.name, language: "fi" },
  firm: { id: CONVERSATION, name: "Firm", language: "fi", demo: false },
  conversations: [summary],
  reads: [read(AINO, 5)],
  audiences: { [CONVERSATION]: 3 },
  is_staffed: true,
  present: [ANNA.id],
  server_time: "2026-11-24T08:00:00.000Z",
};

describe("read marks", () => {
  const greeted = reduce(EMPTY, { type: "hello", answer: hello });

  it("come with hello and only ever grow", () => {
    const older = reduce(greeted, { type: "read", event: read(AINO, 2) });
    const newer = reduce(older, { type: "read", event: read(AINO, 8) });

    expect(greeted.audiences[CONVERSATION]).toBe(3);
    expect(older.reads[CONVERSATION]?.[AINO.id]?.seq).toBe(5);
    expect(newer.reads[CONVERSATION]?.[AINO.id]).toEqual(read(AINO, 8));
  });

  it("of one's own clear what is unread, also told again after a reconnect", () => {
    const marked = reduce(greeted, { type: "read", event: read(ANNA, 9) });
    const again = reduce(marked, { type: "hello", answer: hello });
    const repeated = reduce(again, { type: "read", event: read(ANNA, 9) });

    expect(marked.conversations[CONVERSATION]?.unread).toBe(0);
    expect(again.conversations[CONVERSATION]?.unread).toBe(6);
    expect(repeated.conversations[CONVERSATION]?.unread).toBe(0);
  });
});

describe("presence", () => {
  const greeted = reduce(EMPTY, { type: "hello", answer: hello });

  it("lasts until the last of the firm has gone", () => {
    const mikko = { type: "presence", event: { who: "mikko", on: true } } as const;
    const two = reduce(greeted, mikko);
    const one = reduce(two, { type: "presence", event: { who: ANNA.id, on: false } });
    const none = reduce(one, { type: "presence", event: { who: "mikko", on: false } });

    expect([two, one, none].map((each) => each.isStaffed)).toEqual([true, true, false]);
  });

  it("is for a contact only whether somebody is here", () => {
    const gone = reduce(greeted, { type: "presence", event: { on: false } });

    expect(gone.isStaffed).toBe(false);
  });
});
