// One file on its way up, with progress and a way to stop: loaded with the first file.
import { NoAnswerError } from "./answers";
import { type GiveHeaders, parsed, refusalOf } from "./files";
import { newId } from "./ids";
import type { FileShape } from "./protocol";

export interface Upload {
  done: Promise<FileShape>;
  cancel: () => void;
}

export class CancelledError extends Error {
  override name = "CancelledError";
}

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
