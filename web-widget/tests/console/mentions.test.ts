// Colleagues after an @: found by what is typed, put into the text, and read from it when sent.
import { describe, expect, it } from "vitest";
import { fittingPeople, mentionQuery, mentionsIn, withMention } from "../../src/console/mentions";

const ANNA = { id: "1", name: "Anna Åkerlund" };
const ANNE = { id: "2", name: "Anne Virtanen" };
const ANNA_TOO = { id: "3", name: "Anna Virtanen" };
const MIKKO = { id: "4", name: "Mikko" };
const EVERYBODY = [ANNA, ANNE, ANNA_TOO, MIKKO];

describe("mentions in notes", () => {
  it("begin with an @ at the start of a word", () => {
    expect(mentionQuery("Katso @an", null)).toBe("an");
    expect(mentionQuery("@", null)).toBe("");
    expect(mentionQuery("anna@an", null)).toBeNull();
    expect(mentionQuery("Katso @Anna Å", null)).toBe("Anna Å");
    expect(mentionQuery("@Anna Åkerlund katso", null)).toBeNull();
  });

  it("find people by any word of their name", () => {
    expect(fittingPeople("ann", EVERYBODY)).toEqual([ANNA, ANNE, ANNA_TOO]);
    expect(fittingPeople("virt", EVERYBODY)).toEqual([ANNE, ANNA_TOO]);
    expect(fittingPeople("zz", EVERYBODY)).toEqual([]);
  });

  it("put the whole name in place of what was typed", () => {
    expect(withMention("Katso @an", null, ANNE)).toBe("Katso @Anne Virtanen ");
  });

  it("are read by the whole name, or by a first name of one person alone", () => {
    expect(mentionsIn("@Mikko ja @Anna Virtanen: katsotteko?", EVERYBODY)).toEqual([
      ANNA_TOO,
      MIKKO,
    ]);
    expect(mentionsIn("@Anna katsotko?", EVERYBODY)).toEqual([]);
    expect(mentionsIn("@Anne, katsotko?", EVERYBODY)).toEqual([ANNE]);
    expect(mentionsIn("mail@Mikko @Mikkola", EVERYBODY)).toEqual([]);
  });
});
