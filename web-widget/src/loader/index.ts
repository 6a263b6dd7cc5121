// widget.js: `Kirjuri.start({key, identity, locale})` on the client's own page.
import { type Greeting, isToLoader, type Theme, type ToPanel } from "../shared/frame";
import { type Identity, tokens } from "./identity";
import { Launcher, type Locale } from "./launcher";

export interface Options {
  key: string;
  identity: Identity;
  locale?: string;
  theme?: Theme;
}

type Happening = "unread";

// Known while the script runs, and only then.
const script = document.currentScript as HTMLScriptElement | null;
const HUB = new URL(script?.src ?? location.href, location.href).origin;

let running: Running | null = null;
const listeners = new Set<(count: number) => void>();

export function start(options: Options): void {
  logout();
  running = new Running(options);
}

export function open(): void {
  running?.open();
}

export function close(): void {
  running?.close();
}

/** The visitor may be another now: what the panel shows of the last one goes, if it is. */
export function identify(identity: Identity): void {
  running?.identify(identity);
}

/** Forget the visitor: what waits is dropped, the button goes. */
export function logout(): void {
  running?.end();
  running = null;
}

/** Hear the number of unread messages; the answer stops it. */
export function on(_: Happening, listener: (count: number) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

class Running {
  private readonly launcher: Launcher;
  private token: (isFresh: boolean) => Promise<string>;
  private frame: HTMLIFrameElement | null = null;
  private port: MessagePort | null = null;
  private locale: Locale;
  private isOpen = false;
  private isReady = false;

  constructor(private readonly options: Options) {
    this.token = tokens(options.identity);
    this.locale = spoken(options.locale ?? document.documentElement.lang);
    this.launcher = new Launcher(this.locale, options.theme?.accent, () =>
      this.isOpen ? this.close() : this.open(),
    );
    // The page comes first: the badge may wait until it has nothing else to do.
    const later = globalThis.requestIdleCallback ?? setTimeout;
    later(() => this.load());
  }

  open(): void {
    this.isOpen = true;
    this.load();
    this.launcher.show(true);
    this.frame?.focus();
    this.tell({ type: "shown", isShown: true });
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.launcher.show(false);
    this.tell({ type: "shown", isShown: false });
    this.launcher.button.focus();
    if (!this.isReady) this.unload();
  }

  identify(identity: Identity): void {
    this.token = tokens(identity);
    this.tell({ type: "identity" });
  }

  end(): void {
    this.tell({ type: "logout" });
    this.port = null;
    this.launcher.host.hidden = true;
    // The frame hears of it before it goes.
    setTimeout(() => this.launcher.host.remove(), 200);
    announce(0);
  }

  private load(): void {
    if (this.frame || !this.launcher.host.isConnected) return;
    const frame = document.createElement("iframe");
    frame.src = `${HUB}/widget/panel?key=${encodeURIComponent(this.options.key)}`;
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.onload = () => this.greet(frame);
    this.frame = frame;
    this.launcher.place(frame);
  }

  /** A frame that never answered is tried again at the next opening. */
  private unload(): void {
    this.frame?.remove();
    this.frame = null;
  }

  /** Hand the panel its end of a channel; only the hub's own page can take it. */
  private greet(frame: HTMLIFrameElement): void {
    const { port1, port2 } = new MessageChannel();
    this.port?.close();
    this.port = port1;
    port1.onmessage = ({ data }) => {
      if (port1 === this.port) this.hear(data);
    };
    const { theme } = this.options;
    const greeting: Greeting = { kirjuri: 1, locale: this.locale, isShown: this.isOpen, theme };
    frame.contentWindow?.postMessage(greeting, HUB, [port2]);
  }

  private hear(said: unknown): void {
    if (!isToLoader(said)) return;
    if (said.type === "ready") this.isReady = true;
    else if (said.type === "close") this.close();
    else if (said.type === "want_token") void this.give(said.ask, said.isFresh);
    else {
      this.launcher.count(said.count);
      announce(said.count);
    }
  }

  private async give(ask: number, isFresh: boolean): Promise<void> {
    try {
      this.tell({ type: "token", ask, token: await this.token(isFresh) });
    } catch {
      this.tell({ type: "no_token", ask });
    }
  }

  private tell(said: ToPanel): void {
    this.port?.postMessage(said);
  }
}

/** A listener that breaks is the page's own fault: it goes to the page's own console. */
function announce(count: number): void {
  for (const listener of listeners) queueMicrotask(() => listener(count));
}

function spoken(wish: string): Locale {
  const short = wish.slice(0, 2).toLowerCase();
  return short === "sv" || short === "en" ? short : "fi";
}
