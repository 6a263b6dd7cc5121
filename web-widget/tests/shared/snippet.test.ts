// Snippets: the first hit is in sight, the pieces are the text again, and HTML is only text.
import { describe, expect, it } from "vitest";
import { marked } from "../../src/shared/snippet";

const said = (body: string, marks: [number, number][]) =>
  marked(body, marks)
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join("");

describe("marked", () => {
  it("marks every hit of a short text", () => {
    expect(
      said("Lasku ja laskut", [
        [0, 5],
        [9, 15],
      ]),
    ).toBe("[Lasku] ja [laskut]");
  });

  it("counts as the hub counts, in UTF-16", () => {
    expect(said("👍 lasku", [[3, 8]])).toBe("👍 [lasku]");
  });

  it("begins near the first hit of a long text", () => {
    const body = `${"sana ".repeat(100)}lasku ${"sana ".repeat(100)}`;
    const shown = said(body, [[500, 505]]);
    expect(shown.startsWith("…sana")).toBe(true);
    expect(shown).toContain("[lasku]");
    expect(shown.length).toBeLessThan(200);
    expect(shown.endsWith("…")).toBe(true);
  });

  it("leaves text without a hit as it is", () => {
    expect(said("<b>hei</b>", [])).toBe("<b>hei</b>");
  });
});
