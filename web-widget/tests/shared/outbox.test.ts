// What one wrote arrives once, over lost answers, refusals and reloads.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NoAnswerError, RefusedError } from "../../src/shared/answers";
import { Outbox } from "../../src/shared/outbox";
import type { EntryShape } from "../../src/shared/protocol";
import type { Pending } from "../../src/shared/state";
import { CONVERSATION, entry, idOf } from "./entries";

function pending(number: number): Pending {
  return {
    conversation: CONVERSATION,
    client_id: idOf(number),
    body: `message ${number}`,
    files: [],
    at: "2026-11-23T12:00:00.000Z",
    state: "waiting",
  };
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
const unsent = vi.fn();
const outboxOf = (storage: Storage | null = localStorage, owner = "aino") =>
  new Outbox({
    owner,
    storage,
    send: hub.send,
    isOnline: () => hub.isOnline,
    onSent: () => undefined,
    onUnsent: unsent,
  });

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  unsent.mockReset();
  hub = new Hub();
});
afterEach(() => vi.useRealTimers());

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
    expect(localStorage.length).toBe(0);
  });

  it("waits without a connection and survives a reload", async () => {
    hub.isOnline = false;
    outboxOf().add(pending(1));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.asked).toEqual([]);
    const later = outboxOf();
    expect(later.restore().map((each) => each.body)).toEqual(["message 1"]);
    hub.isOnline = true;
    await later.flush();
    expect([...hub.stored.keys()]).toEqual([idOf(1)]);
    expect(outboxOf().restore()).toEqual([]);
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
    outbox.arrived(idOf(1));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.asked).toHaveLength(1);
  });

  it("keeps people apart and works where nothing may be stored", async () => {
    hub.isOnline = false;
    outboxOf(localStorage, "aino").add(pending(1));
    expect(outboxOf(localStorage, "bertta").restore()).toEqual([]);
    hub.isOnline = true;
    const outbox = outboxOf(null);
    outbox.add(pending(2));
    await vi.advanceTimersByTimeAsync(10);
    expect(hub.stored.has(idOf(2))).toBe(true);
  });

  it("forgets everything at sign-out", () => {
    hub.isOnline = false;
    const outbox = outboxOf();
    outbox.add(pending(1));
    outbox.clear();
    expect(localStorage.length).toBe(0);
    expect(outboxOf().restore()).toEqual([]);
  });
});
