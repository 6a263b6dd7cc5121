// One stream of three: what the client sees, what is only the firm's, and what only one person sees.
import { describe, expect, it } from "vitest";
import type { Shown } from "../../src/console/desk";
import { keyOf, linesOf } from "../../src/console/interleave";
import type { CardShape, ConversationShape, EntryShape } from "../../src/shared/protocol";
import { EMPTY, reduce, type State } from "../../src/shared/store";
import { CONVERSATION, entry, idOf } from "../shared/entries";

const NOTES = "00000000-0000-7000-8000-00000000000d";
const conversation = { id: CONVERSATION, notes: NOTES } as ConversationShape;

function card(id: string): CardShape {
  return { id, kind: "k", title: id, lines: [], fields: [], buttons: [], state: "open" };
}

function shown(second: number, id: string): Shown {
  return { at: new Date(Date.UTC(2026, 10, 23, 12, 0, second)).toISOString(), card: card(id) };
}

function holding(own: readonly EntryShape[], notes: readonly EntryShape[] = []): State {
  const of = (id: string, entries: readonly EntryShape[]) =>
    ({ type: "started", conversation: id, entries: [...entries], hasMore: false }) as const;
  return reduce(reduce(EMPTY, of(CONVERSATION, own)), of(NOTES, notes));
}

describe("the lines of a conversation", () => {
  it("stand by time, whoever may see them", () => {
    const note = entry(2, { conversation: NOTES, id: idOf(2000) });
    const lines = linesOf(holding([entry(1), entry(4)], [note]), conversation, [
      shown(3, idOf(77)),
    ]);
    expect(lines.map((line) => line.is)).toEqual(["message", "message", "private", "message"]);
    expect(lines.map((line) => line.isNote)).toEqual([false, true, false, false]);
  });

  it("show a private card no more when it stands in the conversation itself", () => {
    const moved = entry(2, { conversation: NOTES, kind: "card", card: card(idOf(77)) });
    const lines = linesOf(holding([entry(1)], [moved]), conversation, [
      shown(1, idOf(77)),
      shown(3, idOf(78)),
    ]);
    expect(lines.map(keyOf)).toEqual([idOf(1001), idOf(1002), `private ${idOf(78)}`]);
  });
});
