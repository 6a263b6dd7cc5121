// Files that go with the message being written: up at once, with progress, retry and removal.
import { type Signal, signal } from "@preact/signals";
import { NoAnswerError } from "./answers";
import { sayProblem } from "./chat";
import { type GiveHeaders, LARGEST_FILE, sizeOf } from "./files";
import { newId } from "./ids";
import type { PendingFile } from "./state";
import { language, t } from "./texts";
import type { Standing, Tell, Upload } from "./upload";

export const MOST_FILES = 10;

export interface Attachment {
  /** Goes to the hub as `client_id`: a retry gives the same file. */
  key: string;
  name: string;
  size: number;
  progress: number;
  standing: Standing;
  sent?: PendingFile;
  problem?: string;
  /** Whether another try may help. */
  canRetry?: boolean;
}

export class Attachments {
  readonly list: Signal<readonly Attachment[]> = signal([]);
  readonly notice: Signal<string> = signal("");
  private readonly uploads = new Map<string, Upload>();
  private readonly files = new Map<string, File>();

  constructor(
    private readonly conversation: string,
    private readonly headers: GiveHeaders,
  ) {}

  add(files: Iterable<File>): void {
    this.notice.value = "";
    for (const file of files) {
      if (this.list.value.length >= MOST_FILES) {
        this.notice.value = t("web.file_many");
        return;
      }
      this.addOne(file);
    }
  }

  retry(key: string): void {
    const file = this.files.get(key);
    if (!file) return;
    this.change(key, ({ problem: _, canRetry: __, ...rest }) => ({
      ...rest,
      progress: 0,
      standing: "sending",
    }));
    void this.send(key, file);
  }

  remove(key: string): void {
    this.uploads.get(key)?.cancel();
    this.forget(key);
    this.list.value = this.list.value.filter((each) => each.key !== key);
  }

  /** What has arrived, for the message; the list is empty afterwards. */
  take(): PendingFile[] {
    const sent = this.list.value.flatMap((each) => each.sent ?? []);
    for (const { key } of this.list.value) this.remove(key);
    this.notice.value = "";
    return sent;
  }

  cancelAll(): void {
    for (const { key } of this.list.value) this.remove(key);
  }

  get isBusy(): boolean {
    return this.list.value.some((each) => !each.sent && !each.problem);
  }

  private addOne(file: File): void {
    const key = newId();
    const name = file.name || "file";
    const attachment: Attachment = { key, name, size: file.size, progress: 0, standing: "sending" };
    if (file.size > LARGEST_FILE) {
      const size = sizeOf(LARGEST_FILE, language.value);
      attachment.problem = t("web.file_too_large", { name, size });
    }
    this.list.value = [...this.list.value, attachment];
    if (attachment.problem) return;
    this.files.set(key, file);
    void this.send(key, file);
  }

  private async send(key: string, file: File): Promise<void> {
    const tell: Tell = (part, standing) =>
      this.change(key, (now) => ({ ...now, standing, progress: part < 0 ? now.progress : part }));
    try {
      const { upload } = await uploading();
      // Removed while the code was on its way.
      if (!this.files.has(key)) return;
      const running = upload(file, this.conversation, this.headers, tell, key);
      this.uploads.set(key, running);
      const sent = await running.done;
      if (sent.state === "refused") {
        const problem = `${t("web.file_failed", { name: file.name })} ${t("web.file_refused")}.`;
        this.change(key, (now) => ({ ...now, problem }));
      } else this.change(key, (now) => ({ ...now, progress: 1, sent }));
      this.forget(key);
    } catch (error) {
      if (error instanceof Error && error.name === "CancelledError") return;
      const problem = `${t("web.file_failed", { name: file.name })} ${sayProblem(error, t)}`;
      this.change(key, (now) => ({ ...now, problem, canRetry: true }));
    }
  }

  private forget(key: string): void {
    this.uploads.delete(key);
    this.files.delete(key);
  }

  private change(key: string, changed: (now: Attachment) => Attachment): void {
    this.list.value = this.list.value.map((each) => (each.key === key ? changed(each) : each));
  }
}

function uploading(): Promise<typeof import("./upload")> {
  return import("./upload").catch(() => {
    throw new NoAnswerError();
  });
}
