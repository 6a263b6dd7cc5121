// Whatever colour a page gives, what is written on it and in it can be read.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrast, paletteOf, read } from "../../src/widget/accent";

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, "0")}`);
// Surface, back, raised and sunken of theme.css.
const GROUNDS = [
  ["#ffffff", "#f5f6f4", "#eaeeeb"],
  ["#1a2220", "#121817", "#232d2a", "#0d1211"],
];

/** Both halves of `light-dark(…)`, or the one colour twice. */
function halves(value: string | undefined): string[] {
  const found = value?.match(/#[\da-f]{6}/g) ?? [];
  return found.length === 2 ? found : [found[0] ?? "", found[0] ?? ""];
}
const ratio = (one = "", other = "") => contrast(read(one), read(other));

describe("the palette of any accent", () => {
  it("has at least 4.5 : 1 everywhere, light and dark", () => {
    fc.assert(
      fc.property(colour, (accent) => {
        const palette = paletteOf(accent);
        for (const scheme of [0, 1]) {
          const of = (name: string) => halves(palette[name])[scheme];
          for (const [ink, back] of [
            ["--on-accent", "--accent"],
            ["--on-accent", "--accent-strong"],
            ["--on-mine", "--mine"],
            ["--on-head", "--head"],
            ["--on-head-soft", "--head"],
            ["--accent-strong", "--tint"],
          ] as const) {
            expect(ratio(of(ink), of(back)), `${ink} on ${back}`).toBeGreaterThanOrEqual(4.5);
          }
          for (const ground of GROUNDS[scheme] ?? []) {
            expect(ratio(of("--accent"), ground)).toBeGreaterThanOrEqual(4.5);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the colour itself where it may", () => {
    expect(paletteOf("#17594c")["--mine"]).toBe("#17594c");
    expect(halves(paletteOf("#17594c")["--accent"])[0]).toBe("#17594c");
  });
});
