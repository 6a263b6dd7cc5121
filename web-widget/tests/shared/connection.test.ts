// The same path after every break: a token, hello, sync, and only then what waits.
import type { Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection, type ConnectionParts } from "../../src/shared/connection";

type Ack = (error: Error | null, answer?: unknown) => void;

/** A socket in memory: the test is the hub. */
class FakeSocket {
  connected = false;
  readonly listeners = new Map<string, (payload?: unknown) => void>();
  readonly asked: { event: string; payload: unknown }[] = [];
  answers: Record<string, (payload: never) => unknown> = {
    hello: () => ({ ok: true, conversations: [], me: {}, firm: {}, server_time: "" }),
    sync: () => ({ ok: true, conversations: [] }),
  };

  constructor(readonly token: () => string) {}

  on(event: string, listener: (payload?: unknown) => void) {
    this.listeners.set(event, listener);
  }
  off() {}
  removeAllListeners() {
    this.listeners.clear();
  }
  connect() {}
  disconnect() {
    this.connected = false;
  }
  timeout() {
    return {
      emit: (event: string, payload: never, ack: Ack) => {
        this.asked.push({ event, payload });
        const answer = this.answers[event]?.(payload);
        void Promise.resolve().then(() => (answer ? ack(null, answer) : ack(new Error("timeout"))));
      },
    };
  }
  hear(event: string, payload?: unknown) {
    if (event === "connect") this.connected = true;
    if (event === "disconnect") this.connected = false;
    this.listeners.get(event)?.(payload);
  }
}

let sockets: FakeSocket[];
let parts: ConnectionParts;
let connection: Connection;
const settle = () => vi.advanceTimersByTimeAsync(0);
const latest = () => sockets.at(-1) as FakeSocket;
const events = (socket: FakeSocket) => socket.asked.map((each) => each.event);

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  let count = 0;
  parts = {
    namespace: "/client",
    token: vi.fn(async (isRefused: boolean) => `token ${++count}${isRefused ? " fresh" : ""}`),
    have: () => ({ one: 3 }),
    onHello: vi.fn(),
    onSynced: vi.fn(),
    onReady: vi.fn(),
    onSignedOut: vi.fn(),
    on: { entry: vi.fn() },
    open: (_, auth) => {
      const socket = new FakeSocket(() => auth().token ?? "");
      sockets.push(socket);
      return socket as unknown as Socket;
    },
  };
  connection = new Connection(parts);
});
afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

async function connected() {
  connection.start();
  await settle();
  latest().hear("connect");
  await settle();
}

describe("the connection", () => {
  it("says hello and syncs before it is online, at every reconnect", async () => {
    await connected();
    expect(events(latest())).toEqual(["hello", "sync"]);
    expect(latest().asked[1]?.payload).toEqual({ have: { one: 3 } });
    expect(connection.standing.value).toBe("online");
    latest().hear("disconnect");
    expect(connection.standing.value).toBe("offline");
    await vi.advanceTimersByTimeAsync(1000);
    latest().hear("connect");
    await settle();
    expect(sockets).toHaveLength(2);
    expect(events(latest())).toEqual(["hello", "sync"]);
    expect(latest().token()).toBe("token 2");
    expect(parts.onReady).toHaveBeenCalledTimes(2);
  });

  it("does not listen to a socket it has left", async () => {
    await connected();
    const old = latest();
    const entry = old.listeners.get("entry");
    old.hear("disconnect");
    entry?.({ seq: 1 });
    expect(parts.on.entry).not.toHaveBeenCalled();
  });

  it("syncs until it is complete", async () => {
    connection.start();
    await settle();
    const pages = [false, false, true].map((complete, at) => ({
      ok: true,
      conversations: [{ id: "one", last_seq: 9, complete, entries: [{ seq: at + 4 }] }],
    }));
    let have = 3;
    parts.have = () => ({ one: have++ });
    latest().answers.sync = () => pages.shift();
    latest().hear("connect");
    await settle();
    expect(parts.onSynced).toHaveBeenCalledTimes(3);
    expect(connection.standing.value).toBe("online");
  });

  it("does not ask for ever about a gap that no answer fills (complaint 7)", async () => {
    await connected();
    const stuck = { id: "one", last_seq: 9, entries: [{ seq: 9 }], complete: false };
    latest().answers.sync = () => ({ ok: true, conversations: [stuck] });
    latest().asked.length = 0;
    await connection.sync();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events(latest())).toEqual(["sync"]);
  });

  it("takes a fresh token when the last one was refused, and gives up in the end", async () => {
    connection.start();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await vi.advanceTimersByTimeAsync(31_000);
      latest().hear("connect_error", { data: { code: "unauthorized" } });
    }
    expect(parts.token).toHaveBeenNthCalledWith(1, false);
    expect(parts.token).toHaveBeenNthCalledWith(2, true);
    expect(parts.onSignedOut).toHaveBeenCalledTimes(1);
    expect(connection.standing.value).toBe("signed_out");
  });

  it("waits longer every time, never all at once, and as long as the hub asks", async () => {
    await connected();
    latest().hear("disconnect");
    await vi.advanceTimersByTimeAsync(600);
    latest().hear("connect_error", { data: { code: "rate_limited", retry_after: 9 } });
    await vi.advanceTimersByTimeAsync(8900);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(sockets).toHaveLength(3);
  });

  it("comes back at once when the network does", async () => {
    await connected();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      latest().hear(attempt ? "connect_error" : "disconnect", {});
      await vi.advanceTimersByTimeAsync(40_000);
    }
    latest().hear("connect_error", {});
    const before = sockets.length;
    dispatchEvent(new Event("online"));
    await settle();
    expect(sockets.length).toBe(before + 1);
  });

  it("stops at bye for those who are let in no more, and comes back after a restart", async () => {
    await connected();
    latest().hear("bye", { reason: "restart" });
    latest().hear("disconnect");
    await vi.advanceTimersByTimeAsync(1000);
    expect(sockets).toHaveLength(2);
    latest().hear("connect");
    await settle();
    latest().hear("bye", { reason: "access" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(2);
    expect(parts.onSignedOut).toHaveBeenCalledWith("access");
  });

  it("takes a new token and no break when the old one ended", async () => {
    await connected();
    latest().hear("bye", { reason: "expired" });
    await settle();
    expect(sockets).toHaveLength(2);
    expect(connection.standing.value).not.toBe("offline");
  });

  it("answers a request with the hub's refusal, or with nothing known", async () => {
    await connected();
    latest().answers["read.mark"] = () => ({
      ok: false,
      error: { code: "invalid", message: "no" },
    });
    const asked = { conversation: "one", seq: 1 };
    await expect(connection.request("read.mark", asked)).rejects.toMatchObject({ code: "invalid" });
    delete latest().answers["read.mark"];
    await expect(connection.request("read.mark", asked)).rejects.toThrow("no answer");
    connection.stop();
    await expect(connection.request("read.mark", asked)).rejects.toThrow("no answer");
  });

  it("greets again when told to resync", async () => {
    await connected();
    latest().hear("resync", {});
    await settle();
    expect(events(latest())).toEqual(["hello", "sync", "hello", "sync"]);
  });
});
