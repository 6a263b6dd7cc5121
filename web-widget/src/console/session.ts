// Who is signed in: asked once, by a one-time link or the session that is there.
import { signal } from "@preact/signals";
import { RefusedError } from "../shared/answers";
import { asLanguage, type Language, speak } from "../shared/texts";
import { call, useCsrf } from "./api";
import type { Session } from "./shapes";

export const session = signal<Session | null>(null);
export const isKnown = signal(false);

const SIGN_IN = /^#\/sign-in\/([\w-]{20,200})$/;

/** The one-time token in the address, taken out of it before anything else is done. */
export function takeToken(): string | null {
  const found = SIGN_IN.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  return found[1] ?? null;
}

/** Sign in with a token, or find the session that is there. Raises what the hub said of a token. */
export async function begin(token: string | null): Promise<void> {
  try {
    if (token) await keep(await call<Session>("POST", "/api/session", { token }));
    else await keep(await call<Session>("GET", "/api/session"));
  } catch (error) {
    // A used link in a browser that is signed in already is no reason to stay outside.
    if (token) await begin(null).catch(() => undefined);
    if (token && session.value === null) throw error;
    if (!token && !(error instanceof RefusedError)) throw error;
  } finally {
    isKnown.value = true;
  }
}

export async function askForLink(email: string): Promise<void> {
  await call("POST", "/api/session/link", { email });
}

export async function signOut(): Promise<void> {
  await call("DELETE", "/api/session");
  session.value = null;
}

export async function chooseLanguage(language: Language): Promise<void> {
  if (session.value) await keep(await call<Session>("PUT", "/api/session/language", { language }));
  else await speak(language);
}

export function firstLanguage(): Language {
  return asLanguage(navigator.language) ?? "fi";
}

async function keep(found: Session): Promise<void> {
  useCsrf(found.csrf);
  await speak(found.staff.language);
  session.value = found;
}
