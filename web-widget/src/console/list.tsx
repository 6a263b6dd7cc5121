// The conversations: whose, what was said last, what is unread; found by typing or by arrows.
import type { VNode } from "preact";
import { plain } from "../shared/markup";
import type { ConversationShape } from "../shared/protocol";
import { language, t, tn } from "../shared/texts";
import { shortly } from "../shared/time";
import { isTouch } from "../shared/touch";
import { COMPOSER_ID } from "./composer";
import {
  chat,
  conversations,
  filter,
  onlyUnread,
  openConversation,
  openId,
  unreadOf,
} from "./desk";

export const FILTER_ID = "filter";

export function ConversationList(): VNode {
  const shown = conversations.value;
  const isLoading = chat.state.value.me === null;
  return (
    <nav class="list" aria-label={t("web.conversations")}>
      <div class="list-tools">
        <label>
          <span class="hidden">{t("console.filter")}</span>
          <input
            id={FILTER_ID}
            type="search"
            placeholder={t("console.filter")}
            value={filter.value}
            onInput={(event) => {
              filter.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              const first = conversations.value[0];
              if (event.key === "Enter" && first) enter(first.id);
            }}
          />
        </label>
        <label class="unread-only">
          <input
            type="checkbox"
            checked={onlyUnread.value}
            onChange={(event) => {
              onlyUnread.value = event.currentTarget.checked;
            }}
          />
          {t("console.only_unread")}
        </label>
      </div>
      {shown.length === 0 && <p class="empty soft">{t(isLoading ? "web.loading" : emptyText())}</p>}
      <ul onKeyDown={(event) => move(event)}>
        {shown.map((each) => (
          <li key={each.id}>
            <Row conversation={each} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function emptyText(): string {
  return filter.value || onlyUnread.value ? "console.none_found" : "console.no_conversations";
}

function Row({ conversation }: { conversation: ConversationShape }): VNode {
  const unread = unreadOf(conversation);
  const at = conversation.last_entry_at;
  return (
    <button
      type="button"
      class={`row-button ${unread > 0 ? "unread" : ""}`}
      aria-current={openId.value === conversation.id ? "true" : undefined}
      onClick={() => enter(conversation.id)}
    >
      <span class="row-head">
        <span class="row-name">{conversation.client_name}</span>
        {at && <time dateTime={at}>{shortly(at, language.value)}</time>}
      </span>
      <span class="row-foot">
        <span class="row-text">{plain(conversation.last_text || conversation.title)}</span>
        {conversation.state === "closed" && <span class="chip">{t("web.closed")}</span>}
        {unread > 0 && (
          <>
            <span class="count" aria-hidden="true">
              {unread}
            </span>
            <span class="hidden">{tn("web.unread_count", unread)}</span>
          </>
        )}
      </span>
    </button>
  );
}

/** Open it and be ready to write; a phone would cover half of it with its keyboard. */
function enter(id: string): void {
  openConversation(id);
  if (isTouch()) return;
  requestAnimationFrame(() => document.getElementById(COMPOSER_ID)?.focus());
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Up and down among the rows; Enter opens, as with every button. */
function move(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  event.preventDefault();
}
