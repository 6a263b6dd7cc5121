// The panel: its head, the list of conversations or one of them, and what to know about the line.
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { pendingOf } from "../shared/messages";
import type { ConversationShape } from "../shared/protocol";
import { LANGUAGES, type Language, language, t, tn } from "../shared/texts";
import { isTouch } from "../shared/touch";
import { Conversation } from "./conversation";
import { ConversationList } from "./conversation_list";
import { NoticeSettings, OfficeLine, Search } from "./later";
import {
  chat,
  choose,
  current,
  headers,
  host,
  isSearching,
  isShown,
  isSignedOut,
  isUnsure,
  notice,
} from "./panel_state";

export function Panel(): VNode {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) host.close();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useEffect(() => {
    if (isShown.value) focusFirst();
  }, [isShown.value, current.value]);
  return (
    <main class="panel" aria-label={t("web.launcher.frame")}>
      <Head />
      <Line />
      <div class="body">{isSignedOut.value ? <SignedOut /> : <Body />}</div>
    </main>
  );
}

function Body(): VNode {
  const id = current.value;
  const conversation = id ? chat.state.value.conversations[id] : undefined;
  if (!chat.state.value.me || isUnsure.value) {
    return (
      <p class="waiting soft" role="status">
        {t("web.connecting")}
      </p>
    );
  }
  if (isSearching.value) {
    return (
      <Search
        chat={chat}
        headers={headers}
        nameOf={(each) => nameOf(chat.state.value.conversations[each])}
        onClose={() => {
          isSearching.value = false;
        }}
        onOpen={(each) => {
          isSearching.value = false;
          current.value = each;
        }}
      />
    );
  }
  return conversation ? (
    <Conversation key={conversation.id} conversation={conversation} />
  ) : (
    <ConversationList />
  );
}

function nameOf(conversation: ConversationShape | undefined): string {
  return conversation ? conversation.title || conversation.client_name : "";
}

function Head(): VNode {
  const { firm, conversations: known } = chat.state.value;
  const conversation = current.value && !isUnsure.value ? known[current.value] : undefined;
  return (
    <header class="head">
      {conversation && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("web.back")}
          onClick={() => {
            isSearching.value = false;
            current.value = null;
          }}
        >
          <Icon name="back" />
        </button>
      )}
      <div class="grow">
        <h1 class="head-title">{firm?.name ?? "Kirjuri"}</h1>
        {conversation && <p class="head-line">{nameOf(conversation)}</p>}
      </div>
      <Notices />
      {Object.keys(known).length > 0 && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("web.search.title")}
          aria-pressed={isSearching.value}
          title={t("web.search.title")}
          onClick={() => {
            isSearching.value = !isSearching.value;
          }}
        >
          <Icon name="search" />
        </button>
      )}
      <Languages />
      <button
        type="button"
        class="icon-button"
        aria-label={t("web.close")}
        title={t("web.close")}
        onClick={() => host.close()}
      >
        <Icon name="close" />
      </button>
      {firm?.office && <OfficeLine />}
    </header>
  );
}

function Notices(): VNode | null {
  const [isOpen, setOpen] = useState(false);
  if (!chat.state.value.me) return null;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={t("web.notices")}
        title={t("web.notices")}
        onClick={() => setOpen(true)}
      >
        <Icon name="bell" />
      </button>
      {isOpen && <NoticeSettings isClient headers={headers} onDone={() => setOpen(false)} />}
    </>
  );
}

function Languages(): VNode {
  return (
    <label class="languages">
      <span class="hidden">{t("web.language")}</span>
      <Icon name="globe" size={18} />
      <select
        value={language.value}
        onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
      >
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {t(`web.language_${each}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The line to the hub: silent while it holds. */
function Line(): VNode {
  const isOffline = chat.connection.standing.value === "offline" && !isSignedOut.value;
  const { pending } = chat.state.value;
  const shown = current.value ? pendingOf(pending, current.value) : pending;
  const count = shown.filter((each) => each.state === "waiting").length;
  const words = count > 0 ? tn("web.offline_waiting", count) : t("web.offline");
  return (
    <div role="status" aria-live="polite">
      {isOffline && (
        <p class="banner">
          <Icon name="alert" size={18} />
          {words}
          {count > 0 && !chat.isLasting.value && ` ${t("web.keep_open")}`}
        </p>
      )}
      {notice.value && (
        <p class="banner problem">
          <span class="grow">{notice.value}</span>
          <button
            type="button"
            class="icon-button small"
            aria-label={t("web.remove")}
            onClick={() => {
              notice.value = "";
            }}
          >
            <Icon name="close" size={16} />
          </button>
        </p>
      )}
    </div>
  );
}

function SignedOut(): VNode {
  return (
    <p class="waiting" role="alert">
      {t("web.signed_out")}
    </p>
  );
}

function focusFirst(): void {
  const first = document.querySelector<HTMLElement>(".composer textarea, .list button");
  // A phone would cover half of the conversation with its keyboard.
  if (!isTouch() || first?.tagName === "BUTTON") first?.focus();
}
