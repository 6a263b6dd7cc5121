// Any order, doubles and gaps, with a sync at the end, give what the plain order gives.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messagesOf } from "../../src/shared/messages";
import type { EntryShape } from "../../src/shared/protocol";
import { EMPTY, EMPTY_LOG, have, reduce, type State, withGaps } from "../../src/shared/store";
import { AINO, ANNA, CONVERSATION, entry, idOf } from "./entries";

const card = (text: string) => ({
  id: idOf(77),
  kind: "materials",
  title: text,
  lines: [],
  fields: [],
  buttons: [],
  state: "open" as const,
});

/** Entries 1…n of every kind, each change aimed at an earlier message. */
const conversations = fc
  .array(fc.tuple(fc.constantFrom("message", "edit", "delete", "reaction", "card"), fc.nat()), {
    minLength: 1,
    maxLength: 25,
  })
  .map((kinds) =>
    kinds.map(([kind, target], at): EntryShape => {
      const seq = at + 1;
      const message = idOf(1000 + 1 + (target % seq));
      const author = target % 2 ? AINO : ANNA;
      if (kind === "card") return entry(seq, { kind, card: card(`card ${seq}`) });
      if (kind === "edit") return entry(seq, { kind, message, body: `edited ${seq}` });
      if (kind === "delete") return entry(seq, { kind, message });
      if (kind === "reaction") {
        return entry(seq, { kind, message, emoji: "👍", on: target % 3 > 0, author });
      }
      return entry(seq, { client_id: idOf(5000 + seq), author });
    }),
  );

function heard(entries: readonly EntryShape[], start: State): State {
  return entries.reduce((state, each) => reduce(state, { type: "entry", entry: each }), start);
}

const empty: State = { ...EMPTY, logs: { [CONVERSATION]: EMPTY_LOG } };

function synced(state: State, all: readonly EntryShape[]): State {
  const from = have(state)[CONVERSATION] ?? 0;
  const entries = all.filter((each) => each.seq > from);
  return reduce(state, {
    type: "synced",
    conversation: CONVERSATION,
    entries,
    lastSeq: all.length,
  });
}

describe("the reducer", () => {
  it("comes to the same state whatever order, doubles and losses the entries had", () => {
    const storms = conversations.chain((all) =>
      fc.tuple(fc.constant(all), fc.array(fc.constantFrom(...all), { maxLength: all.length * 2 })),
    );
    fc.assert(
      fc.property(storms, ([all, storm]) => {
        const plain = heard(all, empty);
        const stormy = synced(heard(storm, empty), all);
        expect(stormy.logs).toEqual(plain.logs);
        expect(withGaps(stormy)).toEqual([]);
        expect(messagesOf(stormy.logs[CONVERSATION] ?? EMPTY_LOG)).toEqual(
          messagesOf(plain.logs[CONVERSATION] ?? EMPTY_LOG),
        );
      }),
    );
  });

  it("comes to the same with the newest page first and the older ones in pages", () => {
    fc.assert(
      fc.property(conversations, fc.nat(), fc.integer({ min: 1, max: 7 }), (all, cut, page) => {
        const from = cut % all.length;
        const start = { type: "started", conversation: CONVERSATION, hasMore: from > 0 } as const;
        let state = reduce(EMPTY, { ...start, entries: all.slice(from) });
        for (let end = from; end > 0; end -= page) {
          const entries = all.slice(Math.max(0, end - page), end);
          state = reduce(state, {
            type: "older",
            conversation: CONVERSATION,
            entries,
            hasMore: end > page,
          });
        }
        expect(state.logs).toEqual(heard(all, empty).logs);
      }),
    );
  });

  it("asks for what lies between", () => {
    const state = heard([entry(1), entry(4)], empty);
    expect(withGaps(state)).toEqual([CONVERSATION]);
    expect(have(state)).toEqual({ [CONVERSATION]: 1 });
    expect(withGaps(heard([entry(2), entry(3)], state))).toEqual([]);
  });

  it("takes away what was on its way when it came, by its client id alone", () => {
    const client_id = idOf(9);
    const pending = {
      conversation: CONVERSATION,
      client_id,
      body: "hi",
      files: [],
      at: "",
      state: "waiting",
    } as const;
    const sending = reduce(empty, { type: "sending", pending });
    expect(heard([entry(1)], sending).pending).toHaveLength(1);
    expect(heard([entry(1, { client_id })], sending).pending).toEqual([]);
  });

  it("puts the newest card in the place of the first", () => {
    const state = heard(
      [
        entry(1, { kind: "card", card: card("asked") }),
        entry(2),
        entry(3, { kind: "card", card: card("delivered") }),
      ],
      empty,
    );
    const shown = messagesOf(state.logs[CONVERSATION] ?? EMPTY_LOG);
    expect(shown.map((each) => each.card?.title ?? each.body)).toEqual(["delivered", "message 2"]);
  });
});
