// Files up and down: upload with progress and a way to stop, download with the person's own token.
import { NoAnswerError, RefusedError } from "./answers";
import { newId } from "./ids";
import type { FileShape } from "./protocol";

export const LARGEST_FILE = 25 * 1024 * 1024;

/** The headers that let this person in: a bearer token, or the session's CSRF token. */
export type GiveHeaders = () => Promise<Record<string, string>>;

export interface Upload {
  done: Promise<FileShape>;
  cancel: () => void;
}

export class CancelledError extends Error {}

/** Sends one file. The same `clientId` again gives the same file, so a retry does not double it. */
export function upload(
  file: File,
  conversation: string,
  headers: GiveHeaders,
  onProgress: (part: number) => void,
  clientId = newId(),
): Upload {
  const request = new XMLHttpRequest();
  let isCancelled = false;
  const cancel = () => {
    isCancelled = true;
    request.abort();
  };
  const send = async (): Promise<FileShape> => {
    const given = await headers();
    if (isCancelled) throw new CancelledError();
    return new Promise<FileShape>((resolve, reject) => {
      request.open("POST", "/api/files");
      for (const [name, value] of Object.entries(given)) request.setRequestHeader(name, value);
      request.responseType = "text";
      request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
      request.onabort = () => reject(new CancelledError());
      request.onerror = () => reject(isCancelled ? new CancelledError() : new NoAnswerError());
      request.onload = () => settle(request, resolve, reject);
      request.send(formOf(file, conversation, clientId));
    });
  };
  return { done: send(), cancel };
}

function formOf(file: File, conversation: string, clientId: string): FormData {
  const form = new FormData();
  // The hub reads the short fields first: the file comes last.
  form.append("conversation", conversation);
  form.append("client_id", clientId);
  form.append("file", file, file.name || "file");
  return form;
}

function settle(
  request: XMLHttpRequest,
  resolve: (file: FileShape) => void,
  reject: (error: Error) => void,
): void {
  const body = parsed(request.responseText);
  if (request.status === 201) resolve(body as FileShape);
  else reject(refusalOf(body));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

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

const IMAGE = /^image\/(png|jpeg|gif|webp)$/;

export function isImage(file: Pick<FileShape, "media_type" | "state">): boolean {
  return IMAGE.test(file.media_type) && file.state === "clean";
}

/** 1 234 567 → "1,2 MB" in Finnish and Swedish, "1.2 MB" in English. */
export function sizeOf(bytes: number, language: string): string {
  if (bytes < 1000) return `${bytes} B`;
  const isMega = bytes >= 1_000_000;
  const value = bytes / (isMega ? 1_000_000 : 1000);
  const said = value < 10 ? value.toFixed(1) : String(Math.round(value));
  return `${language === "en" ? said : said.replace(".", ",")} ${isMega ? "MB" : "kB"}`;
}
