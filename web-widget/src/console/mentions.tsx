// Colleagues named in a note: found while typing after @, listed, and told to the hub with the note.
import type { VNode } from "preact";
import { t } from "../shared/texts";
import type { Person } from "./shapes";

const MOST = 6;
const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}'’-]*(?: [\p{L}'’-]*)?)$/u;

/** What stands after the @ before the caret, or null where there is none. */
export function mentionQuery(text: string, field: HTMLTextAreaElement | null): string | null {
  const caret = field?.selectionStart ?? text.length;
  return BEGUN.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Whose name, or a word of it, begins so. */
export function fittingPeople(query: string, people: readonly Person[]): Person[] {
  const wanted = query.toLocaleLowerCase();
  const isFit = ({ name }: Person) => {
    const known = name.toLocaleLowerCase();
    return known !== wanted && [known, ...known.split(" ")].some((each) => each.startsWith(wanted));
  };
  return people.filter(isFit).slice(0, MOST);
}

/** The text with the name in place of what was typed of it. */
export function withMention(
  text: string,
  field: HTMLTextAreaElement | null,
  { name }: Person,
): string {
  const caret = field?.selectionStart ?? text.length;
  const typed = mentionQuery(text, field) ?? "";
  const before = text.slice(0, caret - typed.length);
  return `${before}${name} ${text.slice(caret).trimStart()}`;
}

/** Who is named: by the whole name, or by a first name that only one of them has. */
export function mentionsIn(text: string, people: readonly Person[]): Person[] {
  const firsts = people.map(({ name }) => name.split(" ")[0] ?? name);
  return people.filter(({ name }, at) => {
    const first = firsts[at] ?? name;
    const isAlone = firsts.filter((each) => each === first).length === 1;
    return isNamed(text, name) || (isAlone && isNamed(text, first));
  });
}

function isNamed(text: string, name: string): boolean {
  for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
    const before = text.slice(0, at).at(-1) ?? " ";
    const after = text.slice(at + name.length + 1).at(0) ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}

export function MentionList(parts: {
  id: string;
  people: readonly Person[];
  chosen: number;
  onTake: (at: number) => void;
}): VNode {
  return (
    <div class="commands" id={parts.id} role="listbox" aria-label={t("console.mentionable")}>
      {parts.people.map((person, at) => (
        <div
          key={person.id}
          id={`${parts.id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === parts.chosen}
          onMouseDown={(event) => {
            event.preventDefault();
            parts.onTake(at);
          }}
        >
          {person.name}
        </div>
      ))}
    </div>
  );
}
