// What `widget.js` gives a page, for those who write theirs in TypeScript: the entry of the package.

export interface Theme {
  /** `#rrggbb`. Text on it and in it is made readable, whatever it is. */
  accent?: string;
  /** Light or dark whatever the device says; left out, as the device says. */
  scheme?: "light" | "dark";
}

/** A signed identity token, or a function that fetches one; asked again before it ends. */
export type Identity = string | (() => string | Promise<string>);

export interface Options {
  /** The widget key, `wk_…`. */
  key: string;
  identity: Identity;
  /** `fi`, `sv` or `en`; left out, the page's own `lang`. */
  locale?: string;
  theme?: Theme;
}

export interface KirjuriApi {
  /** Show the button. Started before, the last visitor is signed out first. */
  start(options: Options): void;
  open(): void;
  close(): void;
  /** The visitor may be another: nothing of the last one is shown to them. */
  identify(identity: Identity): void;
  /** Forget the visitor: the button goes, and what waited to be sent is dropped. */
  logout(): void;
  /** Hear the number of unread messages; the answer stops it. */
  on(happening: "unread", listener: (count: number) => void): () => void;
}

declare global {
  interface Window {
    readonly Kirjuri: KirjuriApi;
  }
  const Kirjuri: KirjuriApi;
}
