// Messages on their way: kept over a reload and a crash, sent until the hub has answered, never
// doubled; the tabs of one browser share them.
import { NoAnswerError, RefusedError } from "./answers";
import { backoff } from "./backoff";
import type { EntryShape } from "./protocol";
import { openShelf, type Shelf } from "./shelf";
import type { Pending } from "./state";
import { alone, Bell } from "./tabs";

export interface OutboxParts {
  /** Whose messages: another person on the same device does not see them. */
  owner: string;
  /** Sends once. Raises RefusedError or NoAnswerError. */
  send: (pending: Pending) => Promise<EntryShape>;
  isOnline: () => boolean;
  onSent: (entry: EntryShape) => void;
  onUnsent: (pending: Pending, problem: string) => void;
  /** What waits now, with what other tabs have written or given up. */
  onChange?: (waiting: readonly Pending[]) => void;
  /** One could not be kept: it lasts as long as the page. */
  onUnkept?: () => void;
  shelf?: Promise<Shelf>;
}

/** What tabs say: look at the shelf again, or that one is gone, with what became of it. */
type Said = { put: true } | { gone: string; entry?: EntryShape };

/** One conversation's messages leave one after another, in the order they were written. */
export class Outbox {
  private readonly waiting = new Map<string, Pending>();
  /** Sent or given up: a look at the shelf that was under way does not bring them back. */
  private readonly gone = new Set<string>();
  private readonly busy = new Set<string>();
  private readonly shelf: Promise<Shelf>;
  private readonly bell: Bell<Said>;
  private attempt = 0;
  private isStopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: OutboxParts) {
    this.shelf = parts.shelf ?? openShelf();
    this.bell = new Bell(`kirjuri.outbox ${parts.owner}`, (said) => this.heard(said));
  }

  /** Takes over what an earlier visit left behind, or another tab has written. */
  async restore(): Promise<void> {
    await this.look();
    if (this.isStopped) return;
    this.parts.onChange?.(this.all());
    await this.flush();
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
    this.forget(clientId);
  }

  /** The same message came back as an entry: it is there, whatever became of the answer. */
  arrived(entry: EntryShape): void {
    const { client_id } = entry;
    if (client_id && this.waiting.has(client_id)) this.forget(client_id, entry);
  }

  /** Everything of this person goes: they signed out. */
  async clear(): Promise<void> {
    for (const id of [...this.waiting.keys()]) this.forget(id);
    this.stop();
    await (await this.shelf).clear(this.parts.owner).catch(() => undefined);
  }

  /** Send no more; what waits is kept for the next visit. */
  stop(): void {
    clearTimeout(this.timer);
    this.isStopped = true;
    this.bell.close();
  }

  get size(): number {
    return this.waiting.size;
  }

  /** Send what waits; conversations beside each other. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    const conversations = new Set(this.all().map((each) => each.conversation));
    await Promise.all([...conversations].map((id) => this.flushOne(id)));
  }

  private async flushOne(conversation: string): Promise<void> {
    if (this.busy.has(conversation) || !this.parts.isOnline()) return;
    this.busy.add(conversation);
    try {
      await alone(`kirjuri.outbox ${this.parts.owner} ${conversation}`, async () => {
        await this.look();
        for (let next = this.next(conversation); next; next = this.next(conversation)) {
          if (this.isStopped || !this.parts.isOnline() || !(await this.sendOne(next))) return;
        }
      });
    } finally {
      this.busy.delete(conversation);
    }
  }

  private next(conversation: string): Pending | undefined {
    return this.all().find(
      (each) => each.conversation === conversation && each.state === "waiting",
    );
  }

  private all(): Pending[] {
    return [...this.waiting.values()].sort((one, other) => one.at.localeCompare(other.at));
  }

  /** False where the others had better wait. */
  private async sendOne(pending: Pending): Promise<boolean> {
    try {
      const entry = await this.parts.send(pending);
      this.attempt = 0;
      this.forget(pending.client_id, entry);
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

  // --- the shelf and the other tabs ----------------------------------------------------------

  /** Only what another tab says is gone goes: a shelf the browser emptied loses nothing here. */
  private async look(): Promise<void> {
    const kept = await (await this.shelf).all(this.parts.owner).catch(() => []);
    for (const each of kept) {
      if (this.gone.has(each.client_id)) continue;
      this.waiting.set(each.client_id, { ...each, isKept: true });
    }
  }

  private keep(pending: Pending): void {
    this.shelf
      .then((shelf) => shelf.put(this.parts.owner, pending))
      .then(() => this.kept(pending))
      // Full: the message is still in memory, and goes when there is a connection.
      .catch(() => this.parts.onUnkept?.());
  }

  private kept(pending: Pending): void {
    this.bell.ring({ put: true });
    if (this.waiting.get(pending.client_id) !== pending) return;
    this.waiting.set(pending.client_id, { ...pending, isKept: true });
    this.parts.onChange?.(this.all());
  }

  private forget(clientId: string, entry?: EntryShape): void {
    this.waiting.delete(clientId);
    this.gone.add(clientId);
    this.bell.ring(entry ? { gone: clientId, entry } : { gone: clientId });
    // Sent again after a reload it would be recognised by its id.
    this.shelf.then((shelf) => shelf.remove(clientId)).catch(() => undefined);
  }

  private heard(said: Said): void {
    if ("put" in said) {
      void this.restore();
      return;
    }
    this.waiting.delete(said.gone);
    this.gone.add(said.gone);
    if (said.entry) this.parts.onSent(said.entry);
    this.parts.onChange?.(this.all());
  }
}
