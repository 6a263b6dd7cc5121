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
    private locale: Locale,
    onClick: () => void,
  ) {
    const root = this.host.attachShadow({ mode: "open" });
    dress(root);
    this.holder.className = "holder";
    this.button.type = "button";
    this.button.className = "launcher";
    this.badge.className = "badge";
    this.button.append(drawn(this.sign), this.badge);
    this.button.onclick = onClick;
    root.append(this.holder, this.button);
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

  speak(locale: Locale): void {
    this.locale = locale;
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

function drawn(path: SVGPathElement): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/** A constructed sheet passes policies that forbid inline styles; older browsers get an element. */
function dress(root: ShadowRoot): void {
  try {
    const made = new CSSStyleSheet();
    made.replaceSync(sheet);
    root.adoptedStyleSheets = [made];
  } catch {
    const style = document.createElement("style");
    style.textContent = sheet;
    root.append(style);
  }
}
