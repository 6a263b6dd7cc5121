// A page's chat: store, connection and outbox as one, and every thing a person can do in it.
import { type Signal, signal } from "@preact/signals";
import { RefusedError } from "./answers";
import { Connection, type ConnectionParts, type Events } from "./connection";
import { newId } from "./ids";
import { Outbox } from "./outbox";
import type { CardShape, ConversationShape, EntryShape, HelloAnswer } from "./protocol";
import { openShelf, type Shelf } from "./shelf";
import type { Pending, PendingFile } from "./state";
import { EMPTY, type Happening, have, reduce, type State, withGaps } from "./store";

export type CardValues = Record<string, string | number | boolean | string[] | null>;

export interface ChatParts {
  namespace: ConnectionParts["namespace"];
  token: ConnectionParts["token"];
  onSignedOut?: (reason: string) => void;
  onHello?: (answer: HelloAnswer) => void;
  /** An entry of the live stream, after it is in the store. */
  onEntry?: (entry: EntryShape) => void;
  connect?: (parts: ConnectionParts) => Connection;
}

const PAGE = 50;
const TYPING_EVERY_MS = 3000;
const TYPING_LASTS_MS = 6000;

export class Chat {
  readonly state: Signal<State> = signal(EMPTY);
  /** conversation → names of who is typing */
  readonly typing: Signal<Readonly<Record<string, Readonly<Record<string, string>>>>> = signal({});
  readonly connection: Connection;
  /** Whether what waits outlives this page; false where the browser lets nothing be stored. */
  readonly isLasting: Signal<boolean> = signal(true);
  private outbox: Outbox | null = null;
  private readonly shelf: Promise<Shelf> = openShelf();
  private readonly loads = new Map<string, Promise<void>>();
  private readonly quiet = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly marks = new Map<string, number>();
  private typedAt = 0;

  constructor(private readonly parts: ChatParts) {
    const connect = parts.connect ?? ((given) => new Connection(given));
    this.connection = connect({
      namespace: parts.namespace,
      token: parts.token,
      have: () => have(this.state.value),
      onHello: (answer) => this.greet(answer),
      onSynced: ({ id, entries, last_seq }) => {
        this.tell({ type: "synced", conversation: id, entries, lastSeq: last_seq });
        for (const entry of entries) this.outbox?.arrived(entry);
      },
      onReady: () => void this.outbox?.flush(),
      ...(parts.onSignedOut ? { onSignedOut: parts.onSignedOut } : {}),
      on: {
        entry: (entry) => this.hear(entry),
        read: (event) => this.tell({ type: "read", event }),
        conversation: (conversation) => this.tell({ type: "conversation", conversation }),
        typing: (event) => this.hearTyping(event),
        presence: (event) => this.tell({ type: "presence", event }),
      },
    });
  }

  start(): void {
    void this.shelf.then(({ isLasting }) => {
      this.isLasting.value = isLasting;
    });
    this.connection.start();
  }

  stop(): void {
    this.connection.stop();
    this.outbox?.stop();
    for (const timer of this.quiet.values()) clearTimeout(timer);
  }

  /** The identity may be another: ask for it anew. What waits goes on if it is the same person. */
  restart(): void {
    this.connection.stop();
    this.connection.start(true);
  }

  /** Sign out: nothing of this person stays here. */
  forget(): void {
    this.stop();
    if (this.outbox) void this.outbox.clear();
    // Gone before the hub said who it was: then nobody's stays.
    else void this.shelf.then((shelf) => shelf.clear(this.parts.namespace)).catch(() => undefined);
    this.outbox = null;
    this.tell({ type: "forgotten" });
  }

  // --- reading -------------------------------------------------------------------------------

  /** The newest page, once; later entries come by the stream. */
  load(conversation: string): Promise<void> {
    if (this.state.value.logs[conversation]) return Promise.resolve();
    return this.once(`start ${conversation}`, async () => {
      const { entries, more } = await this.connection.request("history", {
        conversation,
        limit: PAGE,
      });
      this.tell({ type: "started", conversation, entries, hasMore: more });
      this.closeGaps();
    });
  }

  loadOlder(conversation: string): Promise<void> {
    const log = this.state.value.logs[conversation];
    const first = log?.entries[0]?.seq;
    if (!log?.hasMore || first === undefined) return Promise.resolve();
    return this.once(`older ${conversation}`, async () => {
      const asked = { conversation, before: first, limit: PAGE };
      const { entries, more } = await this.connection.request("history", asked);
      this.tell({ type: "older", conversation, entries, hasMore: more });
    });
  }

  /** Everything from this entry on. */
  async loadUntil(conversation: string, seq: number): Promise<void> {
    for (;;) {
      const log = this.state.value.logs[conversation];
      const first = log?.entries[0]?.seq ?? 0;
      if (!log?.hasMore || first <= seq) return;
      await this.loadOlder(conversation);
      if (this.state.value.logs[conversation]?.entries[0]?.seq === first) return;
    }
  }

  /** Read up to here. The largest mark wins; a lost one is made up for by the next. */
  markRead(conversation: string, seq: number): void {
    if (seq <= (this.marks.get(conversation) ?? 0) || !this.connection.isOnline) return;
    this.marks.set(conversation, seq);
    const { me } = this.state.value;
    if (me) {
      const event = { conversation, reader: me.id, kind: me.kind, name: me.name, seq };
      this.tell({ type: "read", event });
    }
    this.connection
      .request("read.mark", { conversation, seq })
      .catch(() => this.marks.delete(conversation));
  }

  // --- writing -------------------------------------------------------------------------------

  send(
    conversation: string,
    body: string,
    files: readonly PendingFile[] = [],
    more: Pick<Pending, "quote" | "mentions"> = {},
  ): string {
    const client_id = newId();
    const at = new Date().toISOString();
    const pending: Pending = {
      conversation,
      client_id,
      body,
      files,
      at,
      state: "waiting",
      ...more,
    };
    this.tell({ type: "sending", pending });
    this.outbox?.add(pending);
    this.typedAt = 0;
    return client_id;
  }

  retry(clientId: string): void {
    this.tell({ type: "resending", clientId });
    this.outbox?.retry(clientId);
  }

  drop(clientId: string): void {
    this.outbox?.drop(clientId);
    this.tell({ type: "dropped", clientId });
  }

  async edit(conversation: string, message: string, body: string): Promise<void> {
    const asked = { conversation, message, body, client_id: newId() };
    this.hear((await this.connection.request("message.edit", asked)).entry);
  }

  async remove(conversation: string, message: string): Promise<void> {
    const asked = { conversation, message, client_id: newId() };
    this.hear((await this.connection.request("message.delete", asked)).entry);
  }

  async react(conversation: string, message: string, emoji: string, on: boolean): Promise<void> {
    const asked = { conversation, message, emoji, on, client_id: newId() };
    this.hear((await this.connection.request("reaction.set", asked)).entry);
  }

  async open(title?: string, client?: string): Promise<ConversationShape> {
    const asked = { ...(title ? { title } : {}), ...(client ? { client } : {}) };
    const { conversation } = await this.connection.request("conversation.open", asked);
    this.tell({ type: "conversation", conversation });
    return conversation;
  }

  /** Press a button of a card; the same `clientId` again is the same press. */
  async press(
    card: string,
    button: string,
    values: CardValues = {},
    clientId = newId(),
  ): Promise<CardShape> {
    const asked = { card, button, values, client_id: clientId };
    return (await this.connection.request("card.press", asked)).card;
  }

  /** Called at every key; says so at most every three seconds. */
  type(conversation: string, on = true): void {
    const now = Date.now();
    if (on && now - this.typedAt < TYPING_EVERY_MS) return;
    if (!on && this.typedAt === 0) return;
    this.typedAt = on ? now : 0;
    this.connection.tell("typing", { conversation, on });
  }

  // --- what comes ----------------------------------------------------------------------------

  tell(happening: Happening): void {
    this.state.value = reduce(this.state.value, happening);
  }

  private hear(entry: EntryShape): void {
    this.outbox?.arrived(entry);
    this.tell({ type: "entry", entry });
    if (entry.kind === "message" && entry.author.id) {
      this.setTyping(entry.conversation, entry.author.id, null);
    }
    this.closeGaps();
    this.parts.onEntry?.(entry);
  }

  private closeGaps(): void {
    if (withGaps(this.state.value).length > 0) this.connection.sync().catch(() => undefined);
  }

  private greet(answer: HelloAnswer): void {
    const isOther = this.state.value.me !== null && this.state.value.me.id !== answer.me.id;
    if (isOther) {
      this.outbox?.stop();
      this.outbox = null;
      this.tell({ type: "forgotten" });
    }
    this.tell({ type: "hello", answer });
    this.marks.clear();
    if (!this.outbox) {
      this.outbox = this.outboxOf(answer.me.id);
      void this.outbox.restore();
    }
    this.parts.onHello?.(answer);
  }

  private outboxOf(owner: string): Outbox {
    return new Outbox({
      owner: `${this.parts.namespace} ${owner}`,
      shelf: this.shelf,
      onChange: (pending) => this.tell({ type: "waiting", pending }),
      onUnkept: () => {
        this.isLasting.value = false;
      },
      isOnline: () => this.connection.isOnline,
      send: (pending) => this.sendOnce(pending),
      onSent: (entry) => this.hear(entry),
      onUnsent: ({ client_id }, problem) =>
        this.tell({ type: "unsent", clientId: client_id, problem }),
    });
  }

  private async sendOnce({ quote, mentions, ...pending }: Pending): Promise<EntryShape> {
    const { conversation, client_id, body } = pending;
    const asked = {
      conversation,
      client_id,
      body,
      files: pending.files.map((each) => each.id),
      ...(quote ? { reply_to: quote.message } : {}),
      ...(mentions?.length ? { mentions: mentions.map((each) => each.id) } : {}),
    };
    try {
      return (await this.connection.request("message.send", asked)).entry;
    } catch (error) {
      // What it answers was deleted meanwhile: the answer itself goes.
      if (!quote || !(error instanceof RefusedError) || error.field !== "reply_to") throw error;
      return this.sendOnce({ ...pending, ...(mentions ? { mentions } : {}) });
    }
  }

  private hearTyping({ conversation, who, name, on }: Events["typing"]): void {
    if (who === this.state.value.me?.id) return;
    const key = `${conversation} ${who}`;
    clearTimeout(this.quiet.get(key));
    this.setTyping(conversation, who, on ? name : null);
    if (!on) return;
    const stop = () => this.setTyping(conversation, who, null);
    this.quiet.set(key, setTimeout(stop, TYPING_LASTS_MS));
  }

  private setTyping(conversation: string, who: string, name: string | null): void {
    const { [who]: known, ...others } = this.typing.value[conversation] ?? {};
    if (name === null && known === undefined) return;
    const now = name === null ? others : { ...others, [who]: name };
    this.typing.value = { ...this.typing.value, [conversation]: now };
  }

  private once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.loads.get(key);
    if (running) return running;
    const fresh = work().finally(() => this.loads.delete(key));
    this.loads.set(key, fresh);
    return fresh;
  }
}

/** What to tell a person about an error: the hub's own words, or that nothing came back. */
export function sayProblem(error: unknown, t: (key: string) => string): string {
  if (error instanceof RefusedError) return error.message;
  return error instanceof Error && error.name === "NoAnswerError"
    ? t("web.no_answer")
    : t("web.broken");
}
