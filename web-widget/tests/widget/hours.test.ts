// The expected answer: counted in open hours, and said in three languages.
import { beforeAll, describe, expect, it } from "vitest";
import { speak, useTexts } from "../../src/shared/texts";
import { answerBy, isOpenAt, sayAnswerBy } from "../../src/widget/hours";

// Friday, then Monday, 9 to 16 in Helsinki.
const office = {
  open: [
    { opens: "2026-11-27T07:00:00.000Z", closes: "2026-11-27T14:00:00.000Z" },
    { opens: "2026-11-30T07:00:00.000Z", closes: "2026-11-30T14:00:00.000Z" },
  ],
  answer_minutes: 120,
};
const at = (moment: string) => Date.parse(`2026-11-${moment}:00.000Z`);

describe("the expected answer", () => {
  beforeAll(async () => {
    useTexts({
      fi: () => import("virtual:texts/widget.fi"),
      sv: () => import("virtual:texts/widget.sv"),
      en: () => import("virtual:texts/widget.en"),
    });
    await speak("fi");
  });

  it("counts open time only", () => {
    expect(answerBy(office, at("27T08:00"))).toBe(at("27T10:00"));
    expect(answerBy(office, at("27T13:00"))).toBe(at("30T08:00"));
    expect(answerBy(office, at("28T12:00"))).toBe(at("30T09:00"));
    expect(answerBy(office, at("30T13:30"))).toBeNull();
    expect(answerBy({ ...office, answer_minutes: 0 }, at("26T20:00"))).toBe(at("27T07:00"));
  });

  it("knows when somebody is at work", () => {
    expect(isOpenAt(office, at("27T07:00"))).toBe(true);
    expect(isOpenAt(office, at("27T14:00"))).toBe(false);
  });

  it("is said in the reader's words", async () => {
    const nine = at("27T07:00");
    expect(sayAnswerBy(nine, at("27T06:00"), "fi")).toBe("Vastaamme tänään klo 9 mennessä");
    expect(sayAnswerBy(nine, at("26T18:00"), "fi")).toBe("Vastaamme huomenna klo 9 mennessä");
    expect(sayAnswerBy(nine, at("24T18:00"), "fi")).toBe("Vastaamme perjantaina klo 9 mennessä");
    expect(sayAnswerBy(nine, at("15T18:00"), "fi")).toBe("Vastaamme 27.11.2026 klo 9 mennessä");
    expect(sayAnswerBy(at("27T07:30"), at("27T06:00"), "fi")).toContain("klo 9.30 ");
    await speak("sv");
    expect(sayAnswerBy(nine, at("26T18:00"), "sv")).toBe("Vi svarar i morgon senast kl. 9");
    await speak("en");
    expect(sayAnswerBy(nine, at("24T18:00"), "en")).toBe("We will answer on Friday by 9:00");
  });
});
