// The page's words in fi, sv and en: one language is loaded, switching loads another.
import { signal } from "@preact/signals";

export const LANGUAGES = ["fi", "sv", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = Readonly<Record<string, string>>;
export type Loading = Readonly<Record<Language, () => Promise<{ default: Words }>>>;
export type Params = Readonly<Record<string, string | number>>;

export const language = signal<Language>("fi");
const words = signal<Words>({});

let loading: Loading | null = null;
let latest: Language | null = null;

/** Which chunks to load: the page names its own part. */
export function useTexts(chunks: Loading): void {
  loading = chunks;
}

/** Show another language; the old one stays where the new one does not come. */
export async function speak(wanted: Language): Promise<void> {
  if (!loading) return;
  latest = wanted;
  const { default: loaded } = await loading[wanted]();
  // Another wish came while this one was on its way.
  if (latest !== wanted) return;
  words.value = loaded;
  language.value = wanted;
  document.documentElement.lang = wanted;
}

/** The nearest language we speak: `sv-FI` gives `sv`, the unknown nothing. */
export function asLanguage(wish: string | null | undefined): Language | null {
  const short = (wish ?? "").toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((each) => each === short) ?? null;
}

/** The sentence of a key with its {placeholders} filled; the key itself where there is none. */
export function t(key: string, params: Params = {}): string {
  return fill(words.value[key] ?? key, params);
}

/** With 1 the key that ends in `_one` is read, where the catalogue has it. */
export function tn(key: string, count: number, params: Params = {}): string {
  const one = count === 1 ? words.value[`${key}_one`] : undefined;
  return fill(one ?? words.value[key] ?? key, { count, ...params });
}

function fill(sentence: string, params: Params): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
