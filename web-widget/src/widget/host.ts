// The panel's end of the channel to the loader: who may speak to it, and what it says back.
import { type Greeting, isGreeting, isToPanel, type ToLoader, type ToPanel } from "../shared/frame";

export interface HostParts {
  onLocale: (locale: string) => void;
  onShown: (isShown: boolean) => void;
  /** The page says that the visitor may be another. */
  onIdentity: () => void;
  onLogout: () => void;
}

const TOKEN_WITHIN_MS = 20_000;

interface Asked {
  give: (token: string) => void;
  refuse: (error: Error) => void;
}

export class Host {
  private port: MessagePort | null = null;
  private readonly asked = new Map<number, Asked>();
  private count = 0;
  private unread = 0;

  constructor(private readonly parts: HostParts) {}

  /** Waits for the loader's greeting; the first one that passes is the only one. */
  listen(): Promise<Greeting> {
    return new Promise((resolve) => {
      const hear = (event: MessageEvent) => {
        const [port] = event.ports;
        if (this.port || !port || !isFromParent(event) || !isGreeting(event.data)) return;
        removeEventListener("message", hear);
        this.take(port);
        this.parts.onShown(event.data.isShown);
        this.tell({ type: "ready" });
        resolve(event.data);
      };
      addEventListener("message", hear);
    });
  }

  /** The visitor's identity, from the page's own function. */
  token(isFresh: boolean): Promise<string> {
    this.count += 1;
    const ask = this.count;
    return new Promise((give, refuse) => {
      this.asked.set(ask, { give, refuse });
      setTimeout(() => this.refuse(ask), TOKEN_WITHIN_MS);
      this.tell({ type: "want_token", ask, isFresh });
    });
  }

  tellUnread(count: number): void {
    if (count === this.unread) return;
    this.unread = count;
    this.tell({ type: "unread", count });
  }

  close(): void {
    this.tell({ type: "close" });
  }

  private take(port: MessagePort): void {
    this.port = port;
    port.onmessage = ({ data }) => {
      if (isToPanel(data)) this.hear(data);
    };
  }

  private hear(said: ToPanel): void {
    if (said.type === "token") this.give(said.ask, said.token);
    else if (said.type === "no_token") this.refuse(said.ask);
    else if (said.type === "locale") this.parts.onLocale(said.locale);
    else if (said.type === "shown") this.parts.onShown(said.isShown);
    else if (said.type === "identity") this.parts.onIdentity();
    else this.parts.onLogout();
  }

  private give(ask: number, token: string): void {
    this.asked.get(ask)?.give(token);
    this.asked.delete(ask);
  }

  /** The page could not say who it is: no use asking the hub. */
  private refuse(ask: number): void {
    this.asked.get(ask)?.refuse(new NoIdentityError());
    this.asked.delete(ask);
  }

  private tell(said: ToLoader): void {
    this.port?.postMessage(said);
  }
}

export class NoIdentityError extends Error {}

/** The page around us, and nobody above or beside it; which pages may be that, the policy says. */
function isFromParent(event: MessageEvent): boolean {
  if (event.source !== window.parent || window.parent === window) return false;
  const above = location.ancestorOrigins?.[0];
  return above === undefined || event.origin === above;
}
