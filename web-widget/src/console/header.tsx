// The top line: whose firm, which languages, who is in, and that the sandbox is a sandbox.
import type { VNode } from "preact";
import { Icon } from "../shared/icons";
import { t } from "../shared/texts";
import { LanguageChoice, ThemeChoice } from "./choices";
import { chat, complain, pane } from "./desk";
import { session, signOut } from "./session";
import type { Session } from "./shapes";

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
        class="icon-button today-button"
        aria-label={t("console.today")}
        aria-pressed={pane.value === "today"}
        onClick={() => {
          pane.value = pane.value === "today" ? "list" : "today";
        }}
      >
        <Icon name="clock" />
      </button>
      <LanguageChoice />
      <ThemeChoice />
      <span class="person">{who.staff.name}</span>
      <SignOut />
    </header>
  );
}

/** What the top line of a phone has no room for. */
export function PhoneChoices(): VNode {
  return (
    <div class="phone-choices only-phone">
      <LanguageChoice />
      <ThemeChoice />
      <SignOut />
    </div>
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
