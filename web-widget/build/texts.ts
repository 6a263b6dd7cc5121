// Vite plugin: the sentences of the `.po` catalogues as modules, one language a chunk.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { po } from "gettext-parser";
import type { Plugin } from "vite";

export const LANGUAGES = ["fi", "sv", "en"] as const;
export type Part = "widget" | "console" | "loader" | "settings";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../hub/locale");
const ID = /^virtual:texts\/(widget|console|loader|settings)(?:\.(fi|sv|en))?$/;
const LAUNCHER = "web.launcher.";
const CONSOLE = "web.console.";

/** Every sentence of a catalogue by its key; nothing where there is no such file. */
export function catalogue(subject: string, language: string): Record<string, string> {
  const path = fileOf(subject, language);
  if (!existsSync(path)) return {};
  const read = po.parse(readFileSync(path)).translations[""] ?? {};
  const sentences: Record<string, string> = {};
  for (const [key, message] of Object.entries(read)) {
    if (key) sentences[key] = message.msgstr[0] ?? "";
  }
  return sentences;
}

/** What one page needs: the widget does not carry the console's words. */
export function wordsOf(part: Part, language: string): Record<string, string> {
  if (part === "settings") return catalogue("settings", language);
  const web = catalogue("web", language);
  if (part === "loader") return picked(web, (key) => key.startsWith(LAUNCHER));
  if (part === "widget") return picked(web, (key) => !key.startsWith(CONSOLE));
  return { ...web, ...catalogue("console", language) };
}

export function texts(): Plugin {
  return {
    name: "kirjuri-texts",
    resolveId: (id) => (ID.test(id) ? `\0${id}` : null),
    load(id) {
      const found = ID.exec(id.slice(1));
      if (!id.startsWith("\0") || !found) return null;
      const part = found[1] as Part;
      for (const subject of ["web", "console", "settings"]) {
        for (const language of LANGUAGES) {
          const path = fileOf(subject, language);
          if (existsSync(path)) this.addWatchFile(path);
        }
      }
      const words = found[2]
        ? wordsOf(part, found[2])
        : Object.fromEntries(LANGUAGES.map((each) => [each, wordsOf(part, each)]));
      return `export default ${JSON.stringify(words)};`;
    },
  };
}

function fileOf(subject: string, language: string): string {
  return join(FOLDER, `${subject}.${language}.po`);
}

function picked(
  words: Record<string, string>,
  isWanted: (key: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(words).filter(([key]) => isWanted(key)));
}
