// One socket to the hub: connect, hello, sync, and the same again after every break.
import { signal } from "@preact/signals";
import type { Socket } from "socket.io-client";
import { NoAnswerError, RefusedError } from "./answers";
import { backoff } from "./backoff";
import type { HelloAnswer, Protocol, Refusal, SyncedConversation } from "./protocol";
import { openSocket } from "./socket";

export type Requests = Protocol["requests"];
export type Answers = Protocol["answers"];
export type Events = Protocol["events"];
export type Standing = "connecting" | "online" | "offline" | "signed_out";

export const ANSWER_WITHIN_MS = 15_000;
/** `bye` reasons after which no reconnect helps until somebody signs in. */
const FINAL = new Set(["signed_out", "access"]);

export interface ConnectionParts {
  namespace: "/client" | "/staff";
  /** A token for the next connect; `isRefused` when the last one was not taken. */
  token: (isRefused: boolean) => Promise<string>;
  /** What the page has: conversation → seq. */
  have: () => Record<string, number>;
  onHello: (answer: HelloAnswer) => void;
  onSynced: (conversation: SyncedConversation) => void;
  /** After hello and sync: the moment to send what waits. */
  onReady?: () => void;
  /** Nobody is let in with this identity any more. */
  onSignedOut?: (reason: string) => void;
  on: { [E in Exclude<keyof Events, "resync" | "bye">]?: (payload: Events[E]) => void };
  /** Stands in for the socket in tests. */
  open?: (namespace: string, auth: () => Record<string, string>) => Socket;
}

export class Connection {
  readonly standing = signal<Standing>("connecting");
  private socket: Socket | null = null;
  private token = "";
  private isTokenRefused = false;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = true;
  /** Grows with every connect; what belongs to an older one is not listened to. */
  private era = 0;
  private syncing: Promise<void> | null = null;
  private syncAgain = false;

  constructor(private readonly parts: ConnectionParts) {}

  /** `isFresh` asks for another token than the last one. */
  start(isFresh = false): void {
    if (!this.isStopped) return;
    this.isStopped = false;
    this.isTokenRefused = isFresh;
    this.standing.value = "connecting";
    addEventListener("online", this.onNetwork);
    addEventListener("offline", this.onNetworkGone);
    document.addEventListener("visibilitychange", this.onNetwork);
    void this.connect();
  }

  stop(): void {
    this.isStopped = true;
    removeEventListener("online", this.onNetwork);
    removeEventListener("offline", this.onNetworkGone);
    document.removeEventListener("visibilitychange", this.onNetwork);
    clearTimeout(this.timer);
    this.drop();
  }

  get isOnline(): boolean {
    return this.standing.value === "online";
  }

  /** Ask and wait. Raises RefusedError with the hub's words, NoAnswerError when it may be done. */
  request<E extends keyof Answers>(
    event: E,
    payload: Requests[E],
    withinMs = ANSWER_WITHIN_MS,
  ): Promise<Answers[E]> {
    const { socket } = this;
    if (!socket?.connected) return Promise.reject(new NoAnswerError());
    return new Promise((resolve, reject) => {
      // The library calls back with an error after the time, and when the socket goes.
      socket
        .timeout(withinMs)
        .emit(event, payload, (error: Error | null, answer: Answers[E] | Refusal) => {
          if (error) reject(new NoAnswerError());
          else if (answer.ok) resolve(answer);
          else reject(new RefusedError(answer.error));
        });
    });
  }

  /** Said, not asked: lost when there is no socket. */
  tell<E extends Exclude<keyof Requests, keyof Answers>>(event: E, payload: Requests[E]): void {
    if (this.socket?.connected) this.socket.volatile.emit(event, payload);
  }

  /** Fetch what came after what we have; one at a time, and once more if asked meanwhile. */
  sync(): Promise<void> {
    if (this.syncing) {
      this.syncAgain = true;
      return this.syncing;
    }
    const era = this.era;
    this.syncing = this.syncAll(era).finally(() => {
      this.syncing = null;
      if (this.syncAgain && era === this.era) {
        this.syncAgain = false;
        void this.sync().catch(() => undefined);
      }
    });
    return this.syncing;
  }

  private async syncAll(era: number): Promise<void> {
    // What an answer did not move is not asked for again: a gap nobody can fill makes no loop.
    for (let have = this.parts.have(), before = ""; ; have = this.parts.have()) {
      const asked = JSON.stringify(have);
      if (asked === "{}" || asked === before) return;
      before = asked;
      const answer = await this.request("sync", { have });
      if (era !== this.era) return;
      for (const each of answer.conversations) this.parts.onSynced(each);
      const isMoving = answer.conversations.some((each) => each.entries.length > 0);
      if (!isMoving || answer.conversations.every((each) => each.complete)) return;
    }
  }

  private async connect(): Promise<void> {
    clearTimeout(this.timer);
    this.drop();
    if (this.isStopped) return;
    const era = this.era;
    if (this.standing.value !== "offline") this.standing.value = "connecting";
    try {
      this.token = await this.parts.token(this.isTokenRefused);
    } catch (error) {
      if (era !== this.era) return;
      if (error instanceof RefusedError && error.code === "unauthorized") this.end("signed_out");
      else this.again();
      return;
    }
    if (era !== this.era || this.isStopped) return;
    this.open(era);
  }

  private open(era: number): void {
    const auth = () => ({ token: this.token });
    const socket = (this.parts.open ?? openSocket)(this.parts.namespace, auth);
    this.socket = socket;
    const isOurs = () => era === this.era && !this.isStopped;
    socket.on("connect", () => {
      if (isOurs()) void this.greet(era);
    });
    socket.on(
      "connect_error",
      (error: Error & { data?: { code?: string; retry_after?: number } }) => {
        if (!isOurs()) return;
        const isUnauthorized = error.data?.code === "unauthorized";
        const wasRefused = this.isTokenRefused;
        this.isTokenRefused = isUnauthorized;
        if (isUnauthorized && wasRefused && this.attempt > 3) this.end("access");
        else this.again(error.data?.retry_after);
      },
    );
    socket.on("disconnect", () => {
      if (isOurs()) this.again();
    });
    this.listen(socket, isOurs);
    socket.connect();
  }

  private listen(socket: Socket, isOurs: () => boolean): void {
    for (const [event, listener] of Object.entries(this.parts.on)) {
      socket.on(event, (payload: unknown) => {
        if (isOurs()) (listener as (payload: unknown) => void)(payload);
      });
    }
    socket.on("resync", () => {
      if (isOurs()) void this.greet(this.era);
    });
    socket.on("bye", ({ reason }: Events["bye"]) => {
      if (!isOurs()) return;
      if (FINAL.has(reason)) this.end(reason);
      // Foreseen: the next token is there at once, and nobody need hear of a break.
      else if (reason === "expired") void this.connect();
    });
  }

  /** hello, then sync: what every connect and every `resync` begins with. */
  private async greet(era: number): Promise<void> {
    try {
      const answer = await this.request("hello", {});
      if (era !== this.era) return;
      this.parts.onHello(answer);
      await this.syncAll(era);
      if (era !== this.era) return;
      this.attempt = 0;
      this.isTokenRefused = false;
      this.standing.value = "online";
      this.parts.onReady?.();
    } catch (error) {
      if (era !== this.era || this.isStopped) return;
      this.again(error instanceof RefusedError ? (error.retryAfter ?? undefined) : undefined);
    }
  }

  private again(afterSeconds?: number): void {
    this.drop();
    if (this.isStopped) return;
    this.standing.value = "offline";
    const wait = Math.max(backoff(this.attempt), (afterSeconds ?? 0) * 1000);
    this.attempt += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), wait);
  }

  private end(reason: string): void {
    this.stop();
    this.standing.value = "signed_out";
    this.parts.onSignedOut?.(reason);
  }

  private drop(): void {
    this.era += 1;
    this.syncAgain = false;
    const { socket } = this;
    this.socket = null;
    socket?.removeAllListeners();
    socket?.disconnect();
  }

  private readonly onNetwork = (): void => {
    if (document.visibilityState === "hidden" || this.isStopped) return;
    if (this.standing.value !== "offline") return;
    this.attempt = 0;
    void this.connect();
  };

  private readonly onNetworkGone = (): void => {
    if (!this.isStopped) this.again();
  };
}
