// Files: what may be sent, what it is called, and fetching one with the person's own token.
import { NoAnswerError, RefusedError } from "./answers";
import type { FileShape } from "./protocol";

export const LARGEST_FILE = 25 * 1024 * 1024;

/** The headers that let this person in: a bearer token, or the session's CSRF token. */
export type GiveHeaders = () => Promise<Record<string, string>>;

/** The hub's refusal; NoAnswerError where something else answered. */
export function refusalOf(body: unknown): Error {
  const error = (body as { error?: ConstructorParameters<typeof RefusedError>[0] } | null)?.error;
  return error?.message ? new RefusedError(error) : new NoAnswerError();
}

/** Fetch a file and hand it to the browser to save; it is never opened inside the page. */
export async function download(file: Pick<FileShape, "id" | "name">, headers: GiveHeaders) {
  const answer = await fetch(`/api/files/${encodeURIComponent(file.id)}`, {
    headers: await headers(),
  }).catch(() => {
    throw new NoAnswerError();
  });
  if (!answer.ok) throw refusalOf(parsed(await answer.text()));
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** 1 234 567 → "1,2 MB" in Finnish and Swedish, "1.2 MB" in English. */
export function sizeOf(bytes: number, language: string): string {
  if (bytes < 1000) return `${bytes} B`;
  const isMega = bytes >= 1_000_000;
  const value = bytes / (isMega ? 1_000_000 : 1000);
  const said = value < 10 ? value.toFixed(1) : String(Math.round(value));
  return `${language === "en" ? said : said.replace(".", ",")} ${isMega ? "MB" : "kB"}`;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
