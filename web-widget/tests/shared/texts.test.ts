// Every sentence in three languages, and every key that the code names is there.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue, LANGUAGES, wordsOf } from "../../build/texts.ts";
import { asLanguage, speak, t, tn, useTexts } from "../../src/shared/texts";
import { clock, date, daysAgo, shortly } from "../../src/shared/time";

const holes = (sentence: string) =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Keys written out in the code, and those of a known ending. */
function named(folders: string[]): Set<string> {
  const text = folders.flatMap(sources).join("\n");
  return new Set(
    [...text.matchAll(/["'`]((?:web|console)\.[a-z_.]+[a-z])["'`]/g)].map((key) => key[1] ?? ""),
  );
}

describe("the words", () => {
  it.each(["web", "console"])("of %s are the same in three languages", (subject) => {
    const [fi = {}, sv = {}, en = {}] = LANGUAGES.map((each) => catalogue(subject, each));
    expect(Object.keys(sv).sort()).toEqual(Object.keys(fi).sort());
    expect(Object.keys(en).sort()).toEqual(Object.keys(fi).sort());
    for (const [key, sentence] of Object.entries(fi)) {
      for (const other of [sv[key], en[key]]) {
        expect(other, key).toBeTruthy();
        expect(holes(other ?? ""), key).toEqual(holes(sentence));
      }
    }
  });

  it("hold every key that the panel and the console name", () => {
    const forPanel = wordsOf("widget", "fi");
    const missing = [...named(["src/shared", "src/widget"])].filter((key) => !(key in forPanel));
    expect(missing).toEqual([]);
    const forConsole = wordsOf("console", "fi");
    expect([...named(["src/console"])].filter((key) => !(key in forConsole))).toEqual([]);
  });

  it("give the last language that was wished for", async () => {
    let slow: (words: { default: Record<string, string> }) => void = () => undefined;
    useTexts({
      fi: () => new Promise((resolve) => (slow = resolve)),
      sv: async () => ({ default: { hello: "Hej {name}", n: "{count} filer", n_one: "En fil" } }),
      en: async () => ({ default: {} }),
    });
    const first = speak("fi");
    await speak("sv");
    slow({ default: { hello: "Hei {name}" } });
    await first;
    expect(t("hello", { name: "{constructor}" })).toBe("Hej {constructor}");
    expect(t("hello")).toBe("Hej {name}");
    expect([tn("n", 1), tn("n", 2), t("not.there")]).toEqual(["En fil", "2 filer", "not.there"]);
    expect(document.documentElement.lang).toBe("sv");
    expect([asLanguage("sv-FI"), asLanguage("EN"), asLanguage("de")]).toEqual(["sv", "en", null]);
  });
});

describe("times", () => {
  const moment = "2026-11-23T12:05:00.000Z";
  it("are Helsinki's, written as people write them", () => {
    expect([clock(moment, "fi"), clock(moment, "sv"), clock(moment, "en")]).toEqual([
      "14.05",
      "14:05",
      "14:05",
    ]);
    expect([date("2026-11-03", "fi"), date("2026-11-03", "en")]).toEqual([
      "3.11.2026",
      "3 Nov 2026",
    ]);
    expect(shortly("2026-11-22T22:30:00Z", "fi", new Date(moment))).toBe("klo 00.30");
    expect(daysAgo("2026-11-22", new Date("2026-11-22T22:30:00Z"))).toBe(1);
  });
});
