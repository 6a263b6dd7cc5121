// The head and the line below a message: what a client reads while nobody is at work.
import { render } from "preact";
import { beforeEach, describe, expect, it } from "vitest";
import { EMPTY, type State } from "../../src/shared/state";
import { speak, useTexts } from "../../src/shared/texts";
import { AfterHours, OfficeLine } from "../../src/widget/office";
import { chat } from "../../src/widget/panel_state";
import { AINO, ANNA, CONVERSATION, entry } from "../shared/entries";

const HOUR_MS = 3_600_000;
const fromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

function state(isOpen: boolean, author: typeof AINO | typeof ANNA): State {
  const opens = fromNow(isOpen ? -1 : 20);
  const open = [{ opens, closes: fromNow(30) }];
  const entries = [entry(1, { author, at: fromNow(0) })];
  return {
    ...EMPTY,
    me: { kind: "contact", id: AINO.id, name: AINO.name, language: "fi" },
    firm: {
      id: CONVERSATION,
      name: "Firm",
      language: "fi",
      demo: false,
      office: { open, answer_minutes: 60 },
    },
    logs: { [CONVERSATION]: { entries, have: 1, hasGap: false, hasMore: false } },
  };
}

function drawn(given: State): string {
  chat.state.value = given;
  render(
    <>
      <OfficeLine />
      <AfterHours conversation={CONVERSATION} />
    </>,
    document.body,
  );
  return document.body.textContent ?? "";
}

describe("outside office hours", () => {
  beforeEach(async () => {
    useTexts({
      fi: () => import("virtual:texts/widget.fi"),
      sv: () => import("virtual:texts/widget.sv"),
      en: () => import("virtual:texts/widget.en"),
    });
    await speak("fi");
    render(null, document.body);
  });

  it("tells by when one answers below one's own message", () => {
    const text = drawn(state(false, AINO));

    expect(text).toContain("Toimistomme on nyt kiinni.");
    expect(text.match(/Vastaamme \S+ klo [\d.]+ mennessä/g)).toHaveLength(2);
  });

  it("says nothing below an answer of the firm, nor while it is open", () => {
    expect(drawn(state(false, ANNA))).not.toContain("kiinni");
    expect(drawn(state(true, AINO))).not.toContain("kiinni");
  });

  it("says that somebody is here while the firm is open", () => {
    expect(drawn({ ...state(true, AINO), isStaffed: true })).toContain("Olemme paikalla");
    expect(drawn({ ...state(false, ANNA), isStaffed: true })).toContain("Vastaamme");
  });
});
