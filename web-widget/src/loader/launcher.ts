// The round button in the corner and the frame above it, in a shadow root of their own.
import words from "virtual:texts/loader";
import sheet from "./launcher.css?inline";

export type Locale = keyof typeof words;

const CHAT = "M5 5h14v10h-7l-4 4v-4H5Z";
const CROSS = "M6 6l12 12M18 6 6 18";
const SVG = "http://www.w3.org/2000/svg";

export class Launcher {
  readonly host = document.createElement("kirjuri-chat");
  readonly button = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly sign = document.createElementNS(SVG, "path");
  private readonly holder = document.createElement("div");
  private isOpen = false;
  private unread = 0;

  constructor(
    private readonly locale: Locale,
    accent: string | undefined,
    onClick: () => void,
  ) {
    const root = this.host.attachShadow({ mode: "open" });
    dress(root);
    this.holder.className = "holder";
    this.button.className = "launcher";
    this.badge.className = "badge";
    this.button.append(drawn(this.sign), this.badge);
    this.button.onclick = onClick;
    root.append(this.holder, this.button);
    if (accent) paint(this.host.style, accent);
    this.draw();
    (document.body ?? document.documentElement).append(this.host);
  }

  place(frame: HTMLIFrameElement): void {
    this.holder.replaceChildren(frame);
    this.name(frame);
  }

  show(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.draw();
  }

  count(unread: number): void {
    this.unread = unread;
    this.draw();
  }

  private say(key: string): string {
    return words[this.locale][`web.launcher.${key}`] ?? "";
  }

  private name(frame: Element): void {
    frame.setAttribute("title", this.say("frame"));
  }

  private draw(): void {
    const { unread, isOpen } = this;
    const told = unread ? `, ${this.say("unread").replace("{count}", String(unread))}` : "";
    this.button.setAttribute("aria-label", isOpen ? this.say("close") : this.say("open") + told);
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.badge.textContent = isOpen || !unread ? "" : unread > 99 ? "99+" : String(unread);
    this.sign.setAttribute("d", isOpen ? CROSS : CHAT);
    this.holder.hidden = !isOpen;
    this.host.lang = this.locale;
    this.host.className = isOpen ? "open" : "";
    for (const frame of this.holder.children) this.name(frame);
  }
}

/** Black or white on it, whichever reads better: one of them always has 4.5 : 1. */
function paint(style: CSSStyleDeclaration, accent: string): void {
  const part = (at: number) => (Number.parseInt(accent.slice(at, at + 2), 16) / 255) ** 2.2;
  const light = part(1) * 0.2126 + part(3) * 0.7152 + part(5) * 0.0722;
  style.setProperty("--accent", accent);
  style.setProperty("--on", light > 0.18 ? "#000" : "#fff");
}

function drawn(path: SVGPathElement): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** A constructed sheet passes policies that forbid inline styles. */
function dress(root: ShadowRoot): void {
  const made = new CSSStyleSheet();
  made.replaceSync(sheet);
  root.adoptedStyleSheets = [made];
}
