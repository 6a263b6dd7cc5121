// One file on its way up, in pieces: a lost connection goes on where it ended. Loaded with the first file.
import { NoAnswerError, RefusedError } from "./answers";
import { type GiveHeaders, parsed, refusalOf } from "./files";
import { newId } from "./ids";
import type { FileShape } from "./protocol";

/** Small enough to come through a bad connection, large enough to be quick on a good one. */
const PIECE = 512 * 1024;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
const CHECK_EVERY_MS = 2500;

/** Sending; waiting for the connection; all there, and being looked at. */
export type Standing = "sending" | "waiting" | "checking";
export type Tell = (part: number, standing: Standing) => void;

export interface Upload {
  done: Promise<FileShape>;
  cancel: () => void;
}

interface UploadShape {
  id: string;
  offset: number;
  file?: FileShape;
}

export class CancelledError extends Error {
  override name = "CancelledError";
}

/** Sends one file. The same `clientId` again goes on with the same file, so nothing is doubled. */
export function upload(
  file: File,
  conversation: string,
  headers: GiveHeaders,
  tell: Tell,
  clientId = newId(),
): Upload {
  const stop = new AbortController();
  const sending = new Sending(file, conversation, clientId, headers, tell, stop.signal);
  return { done: sending.run(), cancel: () => stop.abort() };
}

class Sending {
  private wait = FIRST_WAIT_MS;
  private id: string | null = null;

  constructor(
    private readonly file: File,
    private readonly conversation: string,
    private readonly clientId: string,
    private readonly headers: GiveHeaders,
    private readonly tell: Tell,
    private readonly stop: AbortSignal,
  ) {}

  async run(): Promise<FileShape> {
    try {
      return await this.checked(await this.sent());
    } catch (error) {
      if (!this.stop.aborted) throw error;
      void this.forget();
      throw new CancelledError();
    }
  }

  /** Every round asks how far it has come, which is all that a broken one has to do again. */
  private async sent(): Promise<FileShape> {
    for (;;) {
      try {
        let upload = await this.begin();
        while (!upload.file && upload.offset < this.file.size) upload = await this.piece(upload);
        this.tell(1, "checking");
        return upload.file ?? (await this.call<FileShape>("POST", `/${upload.id}/confirm`));
      } catch (error) {
        if (!mayPass(error) || this.stop.aborted) throw error;
        this.tell(-1, "waiting");
        await this.pause(error);
      }
    }
  }

  private async begin(): Promise<UploadShape> {
    const { name, size } = this.file;
    const asked = { conversation: this.conversation, client_id: this.clientId, size };
    const body = JSON.stringify({ ...asked, name: name || "file" });
    const upload = await this.call<UploadShape>("POST", "", body, "application/json");
    this.id = upload.id;
    this.tell(upload.offset / size, "sending");
    return upload;
  }

  private async piece({ id, offset }: UploadShape): Promise<UploadShape> {
    const bytes = this.file.slice(offset, offset + PIECE);
    const place = `/${id}?offset=${offset}`;
    const upload = await this.call<UploadShape>("PATCH", place, bytes, "application/octet-stream");
    this.wait = FIRST_WAIT_MS;
    return upload;
  }

  /** A file in quarantine is nobody's to send yet: wait for the verdict. */
  private async checked(file: FileShape): Promise<FileShape> {
    let now = file;
    while (now.state === "quarantined") {
      this.tell(1, "checking");
      await this.pause(null, CHECK_EVERY_MS);
      try {
        now = await this.call<FileShape>("GET", `../files/${file.id}/state`);
      } catch (error) {
        if (!mayPass(error) || this.stop.aborted) throw error;
      }
    }
    return now;
  }

  private async call<T>(method: string, path: string, body?: Blob | string, type?: string) {
    const given = await this.headers();
    if (this.stop.aborted) throw new CancelledError();
    return new Promise<T>((resolve, reject) => {
      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      request.open(method, addressOf(path));
      for (const [name, value] of Object.entries(given)) request.setRequestHeader(name, value);
      if (type) request.setRequestHeader("Content-Type", type);
      if (body instanceof Blob) this.follow(request, path);
      request.onabort = () => reject(new CancelledError());
      request.onerror = () => reject(new NoAnswerError());
      request.onload = () => {
        const said = parsed(request.responseText);
        if (request.status < 300 && said) resolve(said as T);
        else reject(refusalOf(said));
      };
      request.onloadend = () => this.stop.removeEventListener("abort", abort);
      this.stop.addEventListener("abort", abort);
      request.send(body ?? null);
    });
  }

  private follow(request: XMLHttpRequest, path: string): void {
    const before = Number(path.split("offset=")[1]);
    request.upload.onprogress = ({ loaded }) =>
      this.tell(Math.min(1, (before + loaded) / this.file.size), "sending");
  }

  /** Longer each time; at once when the browser finds its connection again. */
  private pause(error: unknown, wait = this.wait): Promise<void> {
    const asked = error instanceof RefusedError ? (error.retryAfter ?? 0) * 1000 : 0;
    if (error) this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        removeEventListener("online", go);
        this.stop.removeEventListener("abort", go);
        resolve();
      };
      const timer = setTimeout(go, Math.max(wait, asked));
      addEventListener("online", go);
      this.stop.addEventListener("abort", go);
    });
  }

  private async forget(): Promise<void> {
    if (!this.id) return;
    const headers = await this.headers();
    await fetch(addressOf(`/${this.id}`), { method: "DELETE", headers }).catch(() => undefined);
  }
}

function addressOf(path: string): string {
  return path.startsWith("../") ? `/api/${path.slice(3)}` : `/api/uploads${path}`;
}

/** No answer, too many at once, or another try of ours was quicker: it goes on after a while. */
function mayPass(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  const codes = ["rate_limited", "unavailable", "conflict"];
  return error instanceof RefusedError && codes.includes(error.code);
}
