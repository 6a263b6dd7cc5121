// Whoever else speaks to the page or to the frame is not heard.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { isGreeting, isToLoader, isToPanel } from "../../src/shared/frame";
import { Host } from "../../src/widget/host";

const odd: unknown[] = [
  null,
  undefined,
  7,
  "ready",
  [],
  { type: "constructor" },
  { type: "__proto__" },
  { type: "toString" },
  { type: ["ready"] },
  { type: "unread", count: -1 },
  { type: "unread", count: Number.NaN },
  { type: "unread", count: "<b>" },
  { type: "want_token", ask: 1 },
  Object.create({ type: "ready" }),
  Object.create({ type: "logout" }),
  Object.create({ kirjuri: 1, locale: "fi", isShown: true }),
  JSON.parse('{"__proto__":{"type":"logout"}}'),
  JSON.parse('{"constructor":{"prototype":{"type":"ready"}}}'),
];

describe("what is said through the channel", () => {
  it.each(odd)("%o is nobody's word", (said) => {
    expect([isToLoader(said), isToPanel(said), isGreeting(said)]).toEqual([false, false, false]);
  });

  it("is taken when it is exactly right", () => {
    expect(isToLoader({ type: "unread", count: 3 })).toBe(true);
    expect(isToPanel({ type: "token", ask: 1, token: "a" })).toBe(true);
    expect(isGreeting({ kirjuri: 1, locale: "fi", isShown: false })).toBe(true);
  });
});

describe("the panel's end", () => {
  const parts = { onLocale: vi.fn(), onShown: vi.fn(), onIdentity: vi.fn(), onLogout: vi.fn() };
  const page = { name: "the page around" } as unknown as Window;
  const greeting = { kirjuri: 1, locale: "sv", isShown: true };
  beforeEach(() => {
    vi.clearAllMocks();
    vi.spyOn(window, "parent", "get").mockReturnValue(page);
    Object.defineProperty(location, "ancestorOrigins", {
      configurable: true,
      value: ["https://client.example"],
    });
  });

  function greet(more: { source?: unknown; origin?: string; data?: unknown; ports?: unknown[] }) {
    const event = new Event("message");
    const { port1, port2 } = new MessageChannel();
    const given = {
      source: page,
      origin: "https://client.example",
      data: greeting,
      ports: [port2],
    };
    dispatchEvent(Object.assign(event, given, more));
    return port1;
  }

  it("hears the page around it, once, and nobody else", async () => {
    const greeted = new Host(parts).listen();
    greet({ source: { name: "another frame" } });
    greet({ source: window });
    greet({ origin: "https://evil.example" });
    greet({ origin: "https://client.example.evil.example" });
    greet({ data: Object.create(greeting) });
    greet({ ports: [] });
    expect(parts.onShown).not.toHaveBeenCalled();

    greet({});
    greet({ data: { ...greeting, isShown: false } });
    expect(await greeted).toEqual(greeting);
    expect(parts.onShown.mock.calls).toEqual([[true]]);
  });

  it("asks the page for a token and gives up when it has none", async () => {
    const host = new Host(parts);
    const greeted = host.listen();
    const port = greet({});
    await greeted;
    const asked: { type: string; ask: number; isFresh: boolean }[] = [];
    port.onmessage = ({ data }) => {
      if (data.type !== "want_token") return;
      asked.push(data);
      port.postMessage(
        data.ask === 1
          ? { type: "token", ask: 1, token: "t" }
          : { type: "no_token", ask: data.ask },
      );
    };
    expect(await host.token(false)).toBe("t");
    await expect(host.token(true)).rejects.toThrow();
    expect(asked.map((each) => each.isFresh)).toEqual([false, true]);
    port.close();
  });
});
