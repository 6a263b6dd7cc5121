// The top line: whose firm, which languages, who is in, and that the sandbox is a sandbox.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { lazy } from "../shared/lazy";
import type { NoticeSettingsParts } from "../shared/notice_settings";
import { t } from "../shared/texts";
import { csrfHeaders } from "./api";
import { LanguageChoice, ThemeChoice } from "./choices";
import { chat, complain, endSearch, isSearching, pane, startSearch } from "./desk";
import { session, signOut } from "./session";
import type { Session } from "./shapes";

const TalkRules = lazy<{ onClose: () => void }>(
  async () => (await import("./talk_rules")).TalkRules,
);

const NoticeSettings = lazy<NoticeSettingsParts>(
  async () => (await import("../shared/notice_settings")).NoticeSettings,
);

export function Header({ who }: { who: Session }): VNode {
  return (
    <header class="top">
      <p class="firm">
        <span class="brand" aria-hidden="true">
          K
        </span>
        <span class="firm-name">{who.firm.name}</span>
      </p>
      {who.firm.sandbox && (
        <span class="chip open sandbox" title={t("console.sandbox_long")}>
          {t("console.sandbox")}
        </span>
      )}
      <span class="grow" />
      <button
        type="button"
        class="icon-button"
        aria-label={t("web.search.title")}
        aria-pressed={isSearching.value}
        title={t("web.search.title")}
        onClick={() => (isSearching.value ? endSearch() : startSearch())}
      >
        <Icon name="search" />
      </button>
      <button
        type="button"
        class="icon-button today-button"
        aria-label={t("console.today")}
        aria-pressed={pane.value === "today"}
        onClick={() => {
          pane.value = pane.value === "today" ? "list" : "today";
        }}
      >
        <Icon name="clock" />
      </button>
      <RulesButton />
      <NoticesChoice who={who} />
      <LanguageChoice />
      <ThemeChoice />
      <span class="person">{who.staff.name}</span>
      <SignOut />
    </header>
  );
}

function NoticesChoice({ who }: { who: Session }): VNode {
  const [isOpen, setOpen] = useState(false);
  const isAdmin = who.staff.rights.includes("administer");
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
      {isOpen && (
        <NoticeSettings isAdmin={isAdmin} headers={csrfHeaders} onDone={() => setOpen(false)} />
      )}
    </>
  );
}

/** What the top line of a phone has no room for. */
export function PhoneChoices(): VNode {
  return (
    <div class="phone-choices only-phone">
      <RulesButton />
      <LanguageChoice />
      <ThemeChoice />
      <SignOut />
    </div>
  );
}

/** For whom administers the firm. */
function RulesButton(): VNode | null {
  const [isOpen, setOpen] = useState(false);
  if (!session.value?.staff.rights.includes("administer")) return null;
  return (
    <>
      <button type="button" class="button small rules-button" onClick={() => setOpen(true)}>
        {t("console.rules_short")}
      </button>
      {isOpen && <TalkRules onClose={() => setOpen(false)} />}
    </>
  );
}

function SignOut(): VNode {
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      chat.forget();
      session.value = null;
    } catch (error) {
      complain(error);
    }
  };
  return (
    <button type="button" class="button small sign-out" onClick={() => void leave()}>
      {t("console.sign_out")}
    </button>
  );
}
