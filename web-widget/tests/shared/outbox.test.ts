// What one wrote arrives once, over lost answers, refusals and reloads.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NoAnswerError, RefusedError } from "../../src/shared/answers";
import { Outbox, type OutboxParts } from "../../src/shared/outbox";
import type { EntryShape } from "../../src/shared/protocol";
import { MemoryShelf, type Shelf } from "../../src/shared/shelf";
import type { Pending } from "../../src/shared/state";
import { CONVERSATION, entry, idOf } from "./entries";

function pending(number: number): Pending {
  return {
    conversation: CONVERSATION,
    client_id: idOf(number),
    body: `message ${number}`,
    files: [],
    at: `2026-11-23T12:00:00.00${number}Z`,
    state: "waiting",
  };
}

/** A channel that is heard in the same turn of the loop, by everybody but who spoke. */
class Channel {
  static readonly all = new Set<Channel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor(private readonly name: string) {
    Channel.all.add(this);
  }
  postMessage(data: unknown): void {
    for (const other of Channel.all) {
      if (other !== this && other.name === this.name) other.onmessage?.({ data });
    }
  }
  close(): void {
    Channel.all.delete(this);
  }
}

/** A hub that takes a message once per client id, and answers as it is told to. */
class Hub {
  readonly stored = new Map<string, EntryShape>();
  readonly asked: string[] = [];
  readonly faults: ("lost_before" | "lost_after" | Error)[] = [];
  isOnline = true;

  send = async ({ client_id, body }: Pending): Promise<EntryShape> => {
    this.asked.push(client_id);
    const fault = this.faults.shift();
    if (fault === "lost_before") throw new NoAnswerError();
    if (fault instanceof Error) throw fault;
    const known = this.stored.get(client_id);
    const taken = known ?? entry(this.stored.size + 1, { client_id, body });
    this.stored.set(client_id, taken);
    if (fault === "lost_after") throw new NoAnswerError();
    return taken;
  };
}

let hub: Hub;
let shelf: Shelf;
const unsent = vi.fn();
const unkept = vi.fn();
const open = new Set<Outbox>();

/** A page of this browser, or a tab beside the others; `isOnline` is its own where it is given. */
function outboxOf(owner = "aino", more: Partial<OutboxParts> = {}): Outbox {
  const outbox = new Outbox({
    owner,
    shelf: Promise.resolve(shelf),
    send: hub.send,
    isOnline: () => hub.isOnline,
    onSent: () => undefined,
    onUnsent: unsent,
    onUnkept: unkept,
    ...more,
  });
  open.add(outbox);
  return outbox;
}

const kept = async (owner = "aino") => (await shelf.all(owner)).map((each) => each.body);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("BroadcastChannel", Channel);
  unsent.mockReset();
  unkept.mockReset();
  hub = new Hub();
  shelf = new MemoryShelf();
});
afterEach(() => {
  for (const outbox of open) outbox.stop();
  open.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the outbox", () => {
  it("repeats with the same id until there is an answer, in the order of writing", async () => {
    hub.faults.push("lost_after", "lost_before", "lost_after");
    const outbox = outboxOf();
    for (const number of [1, 2, 3]) outbox.add(pending(number));
    await vi.advanceTimersByTimeAsync(120_000);
    expect([...hub.stored.values()].map((each) => each.body)).toEqual([
      "message 1",
      "message 2",
      "message 3",
    ]);
    expect(new Set(hub.asked).size).toBe(3);
    expect(outbox.size).toBe(0);
    expect(await kept()).toEqual([]);
  });

  it("waits without a connection and survives a reload", async () => {
    hub.isOnline = false;
    const closed = outboxOf();
    closed.add(pending(1));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.asked).toEqual([]);
    closed.stop();
    const shown = vi.fn();
    const later = outboxOf("aino", { onChange: shown });
    await later.restore();
    expect(shown).toHaveBeenCalledWith([{ ...pending(1), isKept: true }]);
    hub.isOnline = true;
    await later.flush();
    expect([...hub.stored.keys()]).toEqual([idOf(1)]);
    expect(await kept()).toEqual([]);
  });

  it("shows a refusal, sends the next, and tries again only when asked", async () => {
    hub.faults.push(new RefusedError({ code: "invalid", message: "too long" }));
    const outbox = outboxOf();
    outbox.add(pending(1));
    outbox.add(pending(2));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(unsent).toHaveBeenCalledWith(
      expect.objectContaining({ client_id: idOf(1) }),
      "too long",
    );
    expect([...hub.stored.keys()]).toEqual([idOf(2)]);
    outbox.retry(idOf(1));
    await vi.advanceTimersByTimeAsync(1000);
    expect([...hub.stored.keys()]).toEqual([idOf(2), idOf(1)]);
  });

  it("waits as long as the hub asks when it is too much", async () => {
    hub.faults.push(new RefusedError({ code: "rate_limited", message: "slow", retry_after: 20 }));
    outboxOf().add(pending(1));
    await vi.advanceTimersByTimeAsync(19_000);
    expect(hub.stored.size).toBe(0);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(hub.stored.size).toBe(1);
    expect(unsent).not.toHaveBeenCalled();
  });

  it("does not repeat what came back as an entry before its answer", async () => {
    hub.faults.push("lost_after");
    const outbox = outboxOf();
    outbox.add(pending(1));
    await vi.advanceTimersByTimeAsync(0);
    outbox.arrived(hub.stored.get(idOf(1)) as EntryShape);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.asked).toHaveLength(1);
  });

  it("keeps people apart", async () => {
    hub.isOnline = false;
    outboxOf("aino").add(pending(1));
    const bertta = outboxOf("bertta");
    await bertta.restore();
    expect(bertta.size).toBe(0);
  });

  it("sends, and says so, where nothing can be kept", async () => {
    shelf.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
    shelf.all = () => Promise.reject(new DOMException("gone", "InvalidStateError"));
    outboxOf().add(pending(2));
    await vi.advanceTimersByTimeAsync(10);
    expect(hub.stored.has(idOf(2))).toBe(true);
    expect(unkept).toHaveBeenCalled();
  });

  it("forgets everything at sign-out", async () => {
    hub.isOnline = false;
    const outbox = outboxOf();
    outbox.add(pending(1));
    await vi.advanceTimersByTimeAsync(10);
    await outbox.clear();
    expect(await kept()).toEqual([]);
  });
});

describe("two tabs", () => {
  it("share what waits, and nothing of it is doubled or left", async () => {
    let isBothOnline = false;
    const tabs = [1, 2].map(() => outboxOf("aino", { isOnline: () => isBothOnline }));
    tabs[0]?.add(pending(1));
    tabs[1]?.add(pending(2));
    await vi.advanceTimersByTimeAsync(10);
    expect(tabs.map((each) => each.size)).toEqual([2, 2]);
    isBothOnline = true;
    await Promise.all(tabs.map((each) => each.flush()));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...hub.stored.keys()].sort()).toEqual([idOf(1), idOf(2)]);
    expect(tabs.map((each) => each.size)).toEqual([0, 0]);
  });

  it("take turns where the browser has locks: each id is asked for once", async () => {
    vi.stubGlobal("navigator", { locks: new Locks() });
    let isBothOnline = false;
    const tabs = [1, 2].map(() => outboxOf("aino", { isOnline: () => isBothOnline }));
    for (const number of [1, 2, 3, 4]) tabs[number % 2]?.add(pending(number));
    await vi.advanceTimersByTimeAsync(10);
    isBothOnline = true;
    await Promise.all(tabs.map((each) => each.flush()));
    expect(hub.asked).toEqual([1, 2, 3, 4].map(idOf));
  });

  it("send for each other: the one without a connection hears the entry", async () => {
    const heard = vi.fn();
    const cut = outboxOf("aino", { isOnline: () => false, onSent: heard });
    outboxOf();
    cut.add(pending(1));
    await vi.advanceTimersByTimeAsync(10);
    expect([...hub.stored.keys()]).toEqual([idOf(1)]);
    expect(heard).toHaveBeenCalledWith(hub.stored.get(idOf(1)));
    expect(cut.size).toBe(0);
  });

  it("do not send what was given up in the other", async () => {
    hub.isOnline = false;
    const [one, other] = [outboxOf(), outboxOf()];
    one.add(pending(1));
    await vi.advanceTimersByTimeAsync(10);
    other.drop(idOf(1));
    hub.isOnline = true;
    await one.flush();
    expect(hub.asked).toEqual([]);
  });

  it("lose nothing when the browser empties its storage under them", async () => {
    hub.isOnline = false;
    const tab = outboxOf();
    tab.add(pending(1));
    await vi.advanceTimersByTimeAsync(10);
    await shelf.clear("aino");
    hub.isOnline = true;
    await tab.flush();
    expect([...hub.stored.keys()]).toEqual([idOf(1)]);
  });
});

/** One at a time, in the order of asking. */
class Locks {
  private last: Promise<unknown> = Promise.resolve();
  request(_: string, __: unknown, work: () => Promise<void>): Promise<void> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
