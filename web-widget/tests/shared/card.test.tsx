// A card asks once: required fields, a question before, the same press again after a lost answer.

import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { NoAnswerError, RefusedError } from "../../src/shared/answers";
import { Card } from "../../src/shared/card";
import { carriedOver, missingIn, startOf } from "../../src/shared/card_form";
import type { ButtonShape, CardShape, FormFieldShape } from "../../src/shared/protocol";
import { idOf } from "./entries";

const field = (more: Partial<FormFieldShape>): FormFieldShape => ({
  id: "comment",
  kind: "text",
  label: "Comment",
  ...more,
});
const save: ButtonShape = { id: "save", label: "Save", style: "primary" };
const cardOf = (more: Partial<CardShape> = {}): CardShape => ({
  id: idOf(7),
  kind: "hours",
  title: "Hours",
  lines: ["*Acme*"],
  fields: [{ label: "Time", value: "1 h" }],
  buttons: [save],
  state: "open",
  ...more,
});

let box: HTMLElement;
const press =
  vi.fn<(card: string, button: string, values: object, clientId: string) => Promise<unknown>>();
beforeEach(() => {
  press.mockReset();
  press.mockResolvedValue(undefined);
  box = document.createElement("div");
  document.body.replaceChildren(box);
  // The window of the tests does not open dialogs.
  HTMLDialogElement.prototype.showModal ??= () => undefined;
});

function draw(card: CardShape) {
  act(() =>
    render(
      <Card card={card} onPress={press} sayProblem={(error) => (error as Error).message} />,
      box,
    ),
  );
}
async function click(label: string) {
  const buttons = [...box.querySelectorAll("button")].filter((each) => each.textContent === label);
  await act(async () => buttons.at(-1)?.click());
}

describe("a card", () => {
  it("says everything as text", () => {
    draw(
      cardOf({ title: "<img src=x onerror=hit()>", fields: [{ label: "<b>", value: "<script>" }] }),
    );
    expect(box.querySelector("img, script, dt > b")).toBeNull();
    expect(box.textContent).toContain("<script>");
  });

  it("repeats a press whose answer was lost with the same id, and a refused one with another", async () => {
    draw(cardOf());
    press.mockRejectedValueOnce(new NoAnswerError());
    await click("Save");
    expect(box.querySelector("[role=alert]")?.textContent).toBe("no answer");
    press.mockRejectedValueOnce(new RefusedError({ code: "invalid", message: "no" }));
    await click("Save");
    await click("Save");
    const ids = press.mock.calls.map((call) => call[3]);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  it("asks first where the button says so", async () => {
    draw(cardOf({ buttons: [{ ...save, confirm: "Sure?" }] }));
    await click("Save");
    expect(press).not.toHaveBeenCalled();
    expect(box.querySelector("dialog")?.textContent).toContain("Sure?");
    await click("Save");
    expect(press).toHaveBeenCalledTimes(1);
  });

  it("wants its required fields before the main button, not before another", async () => {
    const form = { fields: [field({ required: true })] };
    draw(cardOf({ form, buttons: [save, { id: "cancel", label: "Cancel", style: "default" }] }));
    await click("Save");
    expect(press).not.toHaveBeenCalled();
    expect(box.querySelector("input")?.getAttribute("aria-invalid")).toBe("true");
    await click("Cancel");
    expect(press).toHaveBeenCalledTimes(1);
  });

  it.each(["done", "failed", "info"] as const)("that is %s has no buttons", (state) => {
    draw(cardOf({ state }));
    expect(box.querySelector("button")).toBeNull();
  });

  it("that is not kept has no live buttons", () => {
    draw(cardOf({ id: null }));
    expect(box.querySelector("button")).toBeNull();
  });
});

describe("a form under which the card changed", () => {
  const before = cardOf({
    form: { fields: [field({ value: "a" }), field({ id: "day", value: "1" })] },
  });
  const after = cardOf({
    form: { fields: [field({ value: "a" }), field({ id: "day", value: "2" })] },
  });

  it("keeps what was typed but for what the hub changed, and sends no field that is gone", () => {
    const typed = { ...startOf(before), comment: "typed", gone: "x" };
    expect(carriedOver(before, after, typed)).toEqual({ comment: "typed", day: "2" });
  });

  it("finds empty values of every kind", () => {
    const kinds = ["text", "checkbox", "file"] as const;
    const fields = kinds.map((kind) => field({ id: kind, kind, required: true }));
    const card = cardOf({ form: { fields } });
    expect(missingIn(card, startOf(card))).toEqual([...kinds]);
    expect(missingIn(card, { text: "a", checkbox: true, file: "id" })).toEqual([]);
  });
});
