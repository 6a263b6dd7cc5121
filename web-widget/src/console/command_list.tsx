// The bot's commands behind "/": narrowed while one types, taken with arrows and Enter.
import type { VNode } from "preact";
import { t } from "../shared/texts";
import { commands } from "./desk";
import type { Command } from "./shapes";

/** The commands whose name, or typed name in the person's language, begins as the text does. */
export function fitting(text: string): readonly Command[] {
  const typed = text.trimStart().slice(1).toLocaleLowerCase();
  if (typed.includes(" ")) return [];
  return commands.value.filter(
    (each) => each.name.startsWith(typed) || wordOf(each).startsWith(typed),
  );
}

/** `/tunnit 1,5 Acme` begins with the word as it is typed in this language. */
function wordOf(command: Command): string {
  return (command.usage.split(/\s/)[0] ?? "").replace("/", "").toLocaleLowerCase();
}

export function CommandList(parts: {
  id: string;
  list: readonly Command[];
  chosen: number;
  onTake: (at: number) => void;
}): VNode {
  return (
    <div class="commands" role="listbox" id={parts.id} aria-label={t("console.commands")}>
      {parts.list.map((each, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text field's
        <div
          key={each.name}
          id={`${parts.id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === parts.chosen}
          onClick={() => parts.onTake(at)}
        >
          <strong>{each.usage}</strong>
          <small>{each.summary}</small>
        </div>
      ))}
    </div>
  );
}
