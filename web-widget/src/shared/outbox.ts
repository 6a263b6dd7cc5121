// Messages on their way: kept over a reload, sent until the hub has answered, never doubled.
import { NoAnswerError, RefusedError } from "./answers";
import { backoff } from "./backoff";
import type { EntryShape } from "./protocol";
import type { Pending } from "./state";

export interface OutboxParts {
  /** Whose messages: another person on the same device does not see them. */
  owner: string;
  /** Sends once. Raises RefusedError or NoAnswerError. */
  send: (pending: Pending) => Promise<EntryShape>;
  isOnline: () => boolean;
  onSent: (entry: EntryShape) => void;
  onUnsent: (pending: Pending, problem: string) => void;
  storage?: Storage | null;
}

const PREFIX = "kirjuri.outbox";

/** One conversation's messages leave one after another, in the order they were written. */
export class Outbox {
  private readonly waiting = new Map<string, Pending>();
  private readonly busy = new Set<string>();
  private readonly storage: Storage | null;
  private attempt = 0;
  private isStopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: OutboxParts) {
    this.storage = parts.storage === undefined ? ownStorage() : parts.storage;
  }

  /** What an earlier visit left behind; call it before the first `flush`. */
  restore(): Pending[] {
    for (const pending of this.kept()) {
      if (!this.waiting.has(pending.client_id)) this.waiting.set(pending.client_id, pending);
    }
    return [...this.waiting.values()];
  }

  add(pending: Pending): void {
    this.waiting.set(pending.client_id, pending);
    this.keep(pending);
    void this.flush();
  }

  retry(clientId: string): void {
    const pending = this.waiting.get(clientId);
    if (!pending) return;
    this.add({ ...pending, state: "waiting" });
  }

  /** Give one up: it is sent no more, though an earlier try may have arrived. */
  drop(clientId: string): void {
    this.waiting.delete(clientId);
    this.forget(clientId);
  }

  /** The same message came back as an entry: it is there, whatever became of the answer. */
  arrived(clientId: string | null | undefined): void {
    if (clientId && this.waiting.has(clientId)) this.drop(clientId);
  }

  /** Everything of this person goes: they signed out. */
  clear(): void {
    for (const id of [...this.waiting.keys()]) this.drop(id);
    clearTimeout(this.timer);
  }

  /** Send no more; what waits is kept for the next visit. */
  stop(): void {
    clearTimeout(this.timer);
    this.isStopped = true;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Send what waits; conversations beside each other. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    const conversations = new Set([...this.waiting.values()].map((each) => each.conversation));
    await Promise.all([...conversations].map((id) => this.flushOne(id)));
  }

  private async flushOne(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (let next = this.next(conversation); next; next = this.next(conversation)) {
        if (this.isStopped || !this.parts.isOnline() || !(await this.sendOne(next))) return;
      }
    } finally {
      this.busy.delete(conversation);
    }
  }

  private next(conversation: string): Pending | undefined {
    return [...this.waiting.values()].find(
      (each) => each.conversation === conversation && each.state === "waiting",
    );
  }

  /** False where the others had better wait. */
  private async sendOne(pending: Pending): Promise<boolean> {
    try {
      const entry = await this.parts.send(pending);
      this.attempt = 0;
      this.drop(pending.client_id);
      this.parts.onSent(entry);
      return true;
    } catch (error) {
      if (!this.waiting.has(pending.client_id)) return true;
      if (error instanceof RefusedError && !error.isPassing) {
        this.refuse(pending, error.message);
        return true;
      }
      this.later(error);
      return false;
    }
  }

  private refuse(pending: Pending, problem: string): void {
    const refused: Pending = { ...pending, state: "failed", problem };
    this.waiting.set(pending.client_id, refused);
    this.keep(refused);
    this.parts.onUnsent(refused, problem);
  }

  private later(error: unknown): void {
    if (!(error instanceof RefusedError) && !(error instanceof NoAnswerError)) throw error;
    const asked = error instanceof RefusedError ? (error.retryAfter ?? 0) * 1000 : 0;
    const wait = Math.max(asked, backoff(this.attempt));
    this.attempt += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  // A key a message: two tabs cannot overwrite each other's.

  private keyOf(clientId: string): string {
    return `${PREFIX}.${this.parts.owner}.${clientId}`;
  }

  private keep(pending: Pending): void {
    try {
      this.storage?.setItem(this.keyOf(pending.client_id), JSON.stringify(pending));
    } catch {
      // Full or forbidden: the message is still in memory, and goes when there is a connection.
    }
  }

  private forget(clientId: string): void {
    try {
      this.storage?.removeItem(this.keyOf(clientId));
    } catch {
      // As above; sent again after a reload it would only be recognised by its id.
    }
  }

  private kept(): Pending[] {
    const found: Pending[] = [];
    try {
      const { storage } = this;
      const count = storage?.length ?? 0;
      for (let at = 0; at < count; at += 1) {
        const key = storage?.key(at) ?? "";
        if (!key.startsWith(`${PREFIX}.${this.parts.owner}.`)) continue;
        const pending: unknown = JSON.parse(storage?.getItem(key) ?? "null");
        if (isPending(pending)) found.push(pending);
      }
    } catch {
      // What cannot be read cannot be sent.
    }
    return found.sort((one, other) => (one.client_id < other.client_id ? -1 : 1));
  }
}

function ownStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    // A frame of another site may be forbidden to store anything.
    return null;
  }
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== "object" || value === null) return false;
  const pending = value as Partial<Pending>;
  return (
    typeof pending.client_id === "string" &&
    typeof pending.conversation === "string" &&
    typeof pending.body === "string" &&
    Array.isArray(pending.files) &&
    (pending.state === "waiting" || pending.state === "failed")
  );
}
