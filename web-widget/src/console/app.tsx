// The console as a whole: three panes on a desk, one at a time on a phone, and the keys.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../shared/icons";
import { t, tn } from "../shared/texts";
import { COMPOSER_ID } from "./composer";
import { ConversationPane } from "./conversation";
import {
  chat,
  dropToast,
  loadColleagues,
  loadCommands,
  openConversation,
  openId,
  pane,
  refreshToday,
  toasts,
} from "./desk";
import { Header } from "./header";
import { loadStaff } from "./inbox";
import { ConversationList, FILTER_ID } from "./list";
import { isKnown, session } from "./session";
import { SignIn } from "./sign_in";
import { TodayPanel } from "./today";

const PLACE = /^#\/c\/([\w-]{36})$/;

export function App({ problem }: { problem: string | null }): VNode {
  if (!isKnown.value) return <p class="empty soft">{t("web.loading")}</p>;
  if (!session.value) return <SignIn problem={problem} />;
  return <Desk />;
}

function Desk(): VNode {
  const who = session.value;
  useEffect(() => {
    chat.start();
    void loadCommands();
    void loadColleagues();
    void refreshToday();
    void loadStaff();
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
      chat.stop();
    };
  }, []);
  const isGreeted = chat.state.value.me !== null;
  useEffect(() => {
    const wanted = PLACE.exec(location.hash)?.[1];
    if (isGreeted && wanted && openId.value === null) openConversation(wanted);
  }, [isGreeted]);
  return (
    <>
      <a class="skip" href={`#${COMPOSER_ID}`} onClick={(event) => jump(event)}>
        {t("console.skip")}
      </a>
      {who && <Header who={who} />}
      <Standing />
      <main class={`desk show-${pane.value}`}>
        <ConversationList />
        <ConversationPane />
        <TodayPanel />
      </main>
      <Toasts />
    </>
  );
}

function Standing(): VNode | null {
  const standing = chat.connection.standing.value;
  const waiting = chat.state.value.pending.length;
  if (standing !== "offline") return null;
  return (
    <p class="standing" role="status">
      <Icon name="alert" size={16} />
      {waiting > 0 ? tn("web.offline_waiting", waiting) : t("web.offline")}
    </p>
  );
}

function Toasts(): VNode {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, isProblem, undo }) => (
        <p key={id} class={`toast ${isProblem ? "bad" : ""}`}>
          <span class="grow">{text}</span>
          {undo && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                dropToast(id);
                undo();
              }}
            >
              {t("console.undo")}
            </button>
          )}
          <button
            type="button"
            class="icon-button small"
            aria-label={t("web.close")}
            onClick={() => dropToast(id)}
          >
            <Icon name="close" size={16} />
          </button>
        </p>
      ))}
    </div>
  );
}

/** Ctrl+K finds a client, "/" begins a command, Esc leaves a field for the list. */
function onKey(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    pane.value = "list";
    focus(FILTER_ID);
    event.preventDefault();
    return;
  }
  const isTyping = (event.target as HTMLElement).closest("input, textarea, select, dialog");
  if (event.key === "/" && !isTyping && openId.value) {
    document.dispatchEvent(new CustomEvent("compose", { detail: "/" }));
    event.preventDefault();
  }
  if (event.key === "Escape" && (event.target as HTMLElement).id === COMPOSER_ID) {
    document.querySelector<HTMLElement>('.list [aria-current="true"]')?.focus();
  }
}

function jump(event: Event): void {
  event.preventDefault();
  focus(openId.value ? COMPOSER_ID : FILTER_ID);
}

function focus(id: string): void {
  // At once, so that no key is lost; again when a phone has shown the pane.
  document.getElementById(id)?.focus();
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
