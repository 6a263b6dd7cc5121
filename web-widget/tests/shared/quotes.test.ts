// A quote follows the message it shows, also where that lies before what is loaded.
import { describe, expect, it } from "vitest";
import { isChangeable, messagesOf } from "../../src/shared/messages";
import { AINO, CONVERSATION, entry, idOf } from "./entries";

const quote = { message: idOf(1001), seq: 1, author: AINO, text: "first" };
const answer = entry(2, { quote });
const quoteIn = (entries: Parameters<typeof messagesOf>[0]["entries"]) =>
  messagesOf({ entries }).find((each) => each.id === answer.id)?.quote;

describe("a quote", () => {
  it("says what the hub told of a message that is not here", () => {
    expect(quoteIn([answer])).toEqual(quote);
  });

  it("is changed and emptied together with its message", () => {
    const edit = entry(3, { kind: "edit", message: idOf(1001), body: "second" });
    const gone = entry(4, { kind: "delete", message: idOf(1001) });

    expect(quoteIn([answer, edit])?.text).toBe("second");
    expect(quoteIn([answer, edit, gone])?.text).toBe("");
  });

  it("goes with the answer that shows it", () => {
    expect(quoteIn([answer, entry(3, { kind: "delete", message: answer.id })])).toBeUndefined();
  });
});

describe("changing a message", () => {
  const firm = {
    id: CONVERSATION,
    name: "",
    language: "fi",
    demo: false,
    edit_minutes: 60,
  } as const;
  const said = (minutesAgo: number) => {
    const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const [message] = messagesOf({ entries: [entry(1, { at })] });
    if (!message) throw new Error("no message");
    return message;
  };

  it("is offered within the firm's window only", () => {
    expect(isChangeable(said(59), firm)).toBe(true);
    expect(isChangeable(said(61), firm)).toBe(false);
    expect(isChangeable(said(0), { ...firm, edit_minutes: 0 })).toBe(false);
  });
});
