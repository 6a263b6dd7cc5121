// Parts that come later: their place is held, a lost connection is tried again, and both are one.

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lazy, warm } from "../../src/shared/lazy";

const Whole = ({ name }: { name: string }) => <b>{name}</b>;
let box: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  box = document.createElement("div");
});
afterEach(() => {
  render(null, box);
  vi.useRealTimers();
});

function passing(ms: number): Promise<void> {
  return act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });
}

it("holds the place until the part is here", async () => {
  const Part = lazy<{ name: string }>(
    async () => Whole,
    ({ name }) => <i>{name}</i>,
  );
  act(() => render(<Part name="Card" />, box));
  expect(box.innerHTML).toBe("<i>Card</i>");
  await passing(1);
  expect(box.innerHTML).toBe("<b>Card</b>");
});

it("asks again where nothing came", async () => {
  const load = vi.fn().mockRejectedValueOnce(new TypeError("offline")).mockResolvedValue(Whole);
  const Part = lazy<{ name: string }>(load);
  act(() => render(<Part name="Card" />, box));
  await passing(1);
  expect(box.innerHTML).toBe("");
  await passing(3000);
  expect(box.innerHTML).toBe("<b>Card</b>");
});

it("is there at once when it was fetched before", async () => {
  const Part = lazy<{ name: string }>(async () => Whole);
  warm();
  await vi.advanceTimersByTimeAsync(1000);
  act(() => render(<Part name="Card" />, box));
  expect(box.innerHTML).toBe("<b>Card</b>");
});
