// The loader: a button, a frame of the hub's own, the identity by message and never in an address.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tokens } from "../../src/loader/identity";
import { close, identify, logout, on, open, start } from "../../src/loader/index";

const HUB = location.origin;

function parts() {
  const root = document.querySelector("kirjuri-chat")?.shadowRoot;
  return {
    button: root?.querySelector<HTMLButtonElement>("button"),
    frame: root?.querySelector("iframe"),
    holder: root?.querySelector<HTMLElement>(".holder"),
    badge: root?.querySelector(".badge"),
  };
}

/** Lets the frame "load", and gives the panel's end of the channel that came with it. */
function panelOf(frame: HTMLIFrameElement | null | undefined) {
  const sent = vi.fn();
  vi.spyOn(frame as HTMLIFrameElement, "contentWindow", "get").mockReturnValue({
    postMessage: sent,
  } as unknown as Window);
  frame?.onload?.(new Event("load"));
  // The window of the tests says "load" too, whenever it likes.
  if (frame) frame.onload = null;
  const [greeting, origin, ports] = sent.mock.calls[0] ?? [];
  return { greeting, origin, port: ports[0] as MessagePort };
}

const passed = () => new Promise((resolve) => setTimeout(resolve, 20));

function jwt(lastsS: number, name = ""): string {
  const claims = btoa(JSON.stringify({ exp: Date.now() / 1000 + lastsS, name }));
  return `head.${claims}.seal`;
}

beforeEach(() => {
  // The frame's page is not fetched here.
  vi.stubGlobal("requestIdleCallback", () => 0);
});
afterEach(async () => {
  logout();
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe("the loader", () => {
  it.each([
    ["fi", "Avaa keskustelu", "Sulje keskustelu"],
    ["sv-FI", "Öppna chatten", "Stäng chatten"],
    ["en", "Open chat", "Close chat"],
    ["de", "Avaa keskustelu", "Sulje keskustelu"],
  ])("speaks %s", (locale, opens, closes) => {
    start({ key: "k1", identity: "token", locale });
    const { button } = parts();
    expect(button?.getAttribute("aria-label")).toBe(opens);
    open();
    expect(button?.getAttribute("aria-label")).toBe(closes);
    expect(button?.getAttribute("aria-expanded")).toBe("true");
  });

  it("names only the key in the address, and greets the hub's origin alone", () => {
    start({ key: "k1&x=y", identity: "secret.token.here", locale: "fi" });
    open();
    const { frame } = parts();
    expect(frame?.src).toBe(`${HUB}/widget/panel?key=k1%26x%3Dy`);
    const { greeting, origin } = panelOf(frame);
    expect(origin).toBe(HUB);
    expect(greeting).toEqual({ kirjuri: 1, locale: "fi", isShown: true });
    expect(document.documentElement.outerHTML).not.toContain("secret");
  });

  it("hears nothing from the window, whoever speaks", async () => {
    const heard = vi.fn();
    on("unread", heard);
    start({ key: "k1", identity: "token" });
    open();
    for (const origin of [HUB, "https://evil.example"]) {
      const event = new Event("message");
      dispatchEvent(Object.assign(event, { origin, data: { type: "unread", count: 9 } }));
    }
    await passed();
    expect(heard).not.toHaveBeenCalled();
    expect(parts().badge?.textContent).toBe("");
  });

  it("counts the unread, tells the page, and gives tokens on demand", async () => {
    const heard = vi.fn();
    const stop = on("unread", heard);
    start({ key: "k1", identity: async () => "token-1", locale: "sv" });
    open();
    const { port } = panelOf(parts().frame);
    const said = vi.fn();
    port.onmessage = ({ data }) => said(data);
    close();
    port.postMessage({ type: "ready" });
    port.postMessage({ type: "unread", count: 3 });
    port.postMessage(Object.create({ type: "close" }));
    port.postMessage({ type: "__proto__" });
    port.postMessage({ type: "want_token", ask: 4, isFresh: false });
    await vi.waitFor(() => expect(said).toHaveBeenCalledTimes(2));
    expect(heard).toHaveBeenCalledWith(3);
    expect(parts().badge?.textContent).toBe("3");
    expect(parts().button?.getAttribute("aria-label")).toBe("Öppna chatten, 3 olästa");
    expect(said).toHaveBeenCalledWith({ type: "token", ask: 4, token: "token-1" });
    stop();
    logout();
    expect(heard).toHaveBeenCalledTimes(1);
    port.close();
  });

  it("hands over another identity, and says so without naming it", async () => {
    start({ key: "k1", identity: "token-of-aino" });
    open();
    const { port } = panelOf(parts().frame);
    const said = vi.fn();
    port.onmessage = ({ data }) => said(data);
    identify("token-of-bertta");
    port.postMessage({ type: "want_token", ask: 1, isFresh: true });
    await vi.waitFor(() => expect(said).toHaveBeenCalledTimes(2));
    expect(said.mock.calls).toEqual([
      [{ type: "identity" }],
      [{ type: "token", ask: 1, token: "token-of-bertta" }],
    ]);
    port.close();
  });

  it.each([
    ["#17594c", "#fff"],
    ["#ffe45c", "#000"],
    ["#777777", "#000"],
  ])("draws its sign on %s in %s", (accent, ink) => {
    start({ key: "k1", identity: "token", theme: { accent } });
    open();
    const { style } = document.querySelector("kirjuri-chat") as HTMLElement;
    expect(style.getPropertyValue("--accent")).toBe(accent);
    expect(style.getPropertyValue("--on")).toBe(ink);
    expect(panelOf(parts().frame).greeting.theme).toEqual({ accent });
  });

  it("takes everything away at logout", async () => {
    start({ key: "k1", identity: "token" });
    logout();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(document.querySelector("kirjuri-chat")).toBeNull();
  });
});

describe("the identity", () => {
  it("is asked for once while it is good, and again before it ends or when refused", async () => {
    const given = [jwt(900, "a"), jwt(30, "b"), jwt(900, "c")];
    const identity = vi.fn(() => given.shift() ?? "");
    const token = tokens(identity);
    const [first, same] = await Promise.all([token(false), token(false)]);
    expect(same).toBe(first);
    expect(await token(false)).toBe(first);
    expect(identity).toHaveBeenCalledTimes(1);
    await token(true);
    await token(false);
    expect(identity).toHaveBeenCalledTimes(3);
  });

  it("that gives nothing is an error of the page", async () => {
    await expect(tokens(() => "")(false)).rejects.toThrow("Kirjuri");
  });
});
