// What the panel shows, besides the chat itself.
import { computed, signal } from "@preact/signals";
import { Chat } from "../shared/chat";
import type { GiveHeaders } from "../shared/files";
import { warm } from "../shared/lazy";
import type { ConversationShape } from "../shared/protocol";
import { asLanguage, type Language, speak } from "../shared/texts";
import { Host } from "./host";

export const isShown = signal(false);
export const isSignedOut = signal(false);
/** The page has named another identity: nothing is shown until the hub says whose it is. */
export const isUnsure = signal(false);
let person: string | null = null;
/** The conversation that is open; null shows the list. */
export const current = signal<string | null>(null);
export const isSearching = signal(false);
/** Something failed that has no place of its own to say so. */
export const notice = signal("");

const LANGUAGE = "kirjuri.language";
let site: Language = "fi";

export const host = new Host({
  onLocale: (locale) => void speakAs(locale),
  onShown: (shown) => {
    isShown.value = shown;
  },
  onIdentity: () => {
    isUnsure.value = true;
    isSignedOut.value = false;
    chat.restart();
  },
  onLogout: () => chat.forget(),
});

export const chat: Chat = new Chat({
  namespace: "/client",
  token: (isFresh) => host.token(isFresh),
  onSignedOut: () => {
    isSignedOut.value = true;
    host.tellUnread(0);
  },
  onHello: ({ me, conversations }) => {
    // Another person: begin anew, so that no draft, file or text of the last one stays.
    if (person !== null && person !== me.id) {
      location.reload();
      return;
    }
    const isAgain = person !== null;
    person = me.id;
    isUnsure.value = false;
    warm();
    const known = current.value;
    // Who looks at the list goes on looking at it after a break.
    if (known === null && isAgain) return;
    const isThere = conversations.some((each) => each.id === known);
    // The one conversation is the whole of it: no list to choose from.
    if (!isThere)
      current.value = conversations.length === 1 ? (conversations[0]?.id ?? null) : null;
  },
});

/** Newest first. */
export const conversations = computed<ConversationShape[]>(() =>
  Object.values(chat.state.value.conversations).sort((one, other) =>
    (other.last_entry_at ?? "").localeCompare(one.last_entry_at ?? ""),
  ),
);

export const unread = computed(() =>
  conversations.value.reduce((sum, each) => sum + each.unread, 0),
);

export const headers: GiveHeaders = async () => ({
  Authorization: `Bearer ${await host.token(false)}`,
  "Accept-Language": document.documentElement.lang,
});

/** The site's language, unless another was chosen here while the site spoke the same one. */
export function speakAs(locale: string): Promise<void> {
  site = asLanguage(locale) ?? "fi";
  return speak(chosen() ?? site);
}

export function choose(language: Language): void {
  try {
    localStorage.setItem(LANGUAGE, `${site} ${language}`);
  } catch {
    // A frame may be forbidden to store anything: the choice lasts as long as the page.
  }
  void speak(language);
}

function chosen(): Language | null {
  try {
    const [then, language] = (localStorage.getItem(LANGUAGE) ?? "").split(" ");
    return then === site ? asLanguage(language) : null;
  } catch {
    return null;
  }
}
