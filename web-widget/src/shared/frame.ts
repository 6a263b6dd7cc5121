// What the loader on the client's page and the panel in its frame say to each other.

/** From the loader into the frame. */
export type ToPanel =
  | { type: "token"; ask: number; token: string }
  | { type: "no_token"; ask: number }
  | { type: "locale"; locale: string }
  | { type: "shown"; isShown: boolean }
  | { type: "identity" }
  | { type: "logout" };

/** How the page wants it to look; what is not named follows the firm and the reader's device. */
export interface Theme {
  /** `#rrggbb`; text on it and in it is made readable whatever it is. */
  accent?: string;
  scheme?: "light" | "dark";
}

/** From the frame to the loader. */
export type ToLoader =
  | { type: "ready" }
  | { type: "want_token"; ask: number; isFresh: boolean }
  | { type: "unread"; count: number }
  | { type: "close" };

/** The first message, which brings the port; everything else goes through that. */
export interface Greeting {
  kirjuri: 1;
  locale: string;
  isShown: boolean;
  theme?: Theme | undefined;
}

const OF_LOADER = ["ready", "want_token", "unread", "close"];
const OF_PANEL = ["token", "no_token", "locale", "shown", "identity", "logout"];

/** A plain object of its own `type`: what came through a prototype is nobody's word. */
function typed(given: unknown, types: readonly string[]): boolean {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  if (!Object.hasOwn(given, "type")) return false;
  return types.includes((given as { type: unknown }).type as string);
}

export function isToLoader(given: unknown): given is ToLoader {
  if (!typed(given, OF_LOADER)) return false;
  const said = given as Record<string, unknown>;
  if (said.type === "unread") return isCount(said.count);
  if (said.type === "want_token") return isCount(said.ask) && typeof said.isFresh === "boolean";
  return true;
}

export function isToPanel(given: unknown): given is ToPanel {
  if (!typed(given, OF_PANEL)) return false;
  const said = given as Record<string, unknown>;
  if (said.type === "token") return isCount(said.ask) && typeof said.token === "string";
  if (said.type === "no_token") return isCount(said.ask);
  if (said.type === "locale") return typeof said.locale === "string";
  return said.type === "shown" ? typeof said.isShown === "boolean" : true;
}

export function isGreeting(given: unknown): given is Greeting {
  if (typeof given !== "object" || given === null || !Object.hasOwn(given, "kirjuri")) return false;
  const { kirjuri, locale, isShown, theme } = given as Partial<Greeting>;
  if (theme !== undefined && !isTheme(theme)) return false;
  return kirjuri === 1 && typeof locale === "string" && typeof isShown === "boolean";
}

function isTheme(given: unknown): given is Theme {
  if (typeof given !== "object" || given === null) return false;
  const { accent, scheme } = given as Theme;
  const isColour = accent === undefined || /^#[\da-f]{6}$/i.test(accent);
  return isColour && (scheme === undefined || scheme === "light" || scheme === "dark");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
