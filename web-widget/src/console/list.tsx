// The conversations: whose, what was said last, what is unread; found by typing or by arrows.
import "./inbox.css";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { plain } from "../shared/markup";
import type { ConversationShape } from "../shared/protocol";
import { language, t, tn } from "../shared/texts";
import { shortly } from "../shared/time";
import { isTouch } from "../shared/touch";
import { COMPOSER_ID } from "./composer";
import { chat, filter, onlyUnread, openConversation, openId, unreadOf } from "./desk";
import { counts, shown, VIEWS, view } from "./inbox";
import { NewTopic } from "./later";

export const FILTER_ID = "filter";

export function ConversationList(): VNode {
  const [isOpening, setOpening] = useState(false);
  return (
    <nav class="list" aria-label={t("web.conversations")}>
      <div class="list-tools">
        <div class="row">
          <label class="grow">
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
                const first = shown.value[0];
                if (event.key === "Enter" && first) enter(first.id);
              }}
            />
          </label>
          <button
            type="button"
            class="icon-button"
            aria-label={t("web.new_conversation")}
            title={t("web.new_conversation")}
            onClick={() => setOpening(true)}
          >
            <Icon name="plus" />
          </button>
        </div>
        <Views />
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
      {isOpening && (
        <NewTopic
          onDone={(id) => {
            setOpening(false);
            if (id) enter(id);
          }}
        />
      )}
      <Rows />
    </nav>
  );
}

/** One of them is chosen: arrows move between them, as between all radio buttons. */
function Views(): VNode {
  return (
    <fieldset class="views">
      <legend class="hidden">{t("console.views")}</legend>
      {VIEWS.map((each) => (
        <label key={each} class="view">
          <input
            type="radio"
            name="view"
            value={each}
            checked={view.value === each}
            onChange={() => {
              view.value = each;
              filter.value = "";
            }}
          />
          <span>
            {t(`console.view_${each}`)} <span class="view-count">{counts.value[each]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Rows(): VNode {
  const rows = shown.value;
  const isGrouped = view.value === "by_client" && !filter.value;
  if (rows.length === 0) return <Nothing />;
  return (
    <ul onKeyDown={(event) => move(event)}>
      {rows.map((each, at) => (
        <li key={each.id}>
          {isGrouped && rows[at - 1]?.client !== each.client && (
            <h2 class="group">{each.client_name}</h2>
          )}
          <Row conversation={each} isGrouped={isGrouped} />
        </li>
      ))}
    </ul>
  );
}

function Nothing(): VNode {
  const isLoading = chat.state.value.me === null;
  return (
    <div class="empty" role="status">
      <p class="soft">{t(isLoading ? "web.loading" : emptyText())}</p>
      {!isLoading && (filter.value || onlyUnread.value) && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            filter.value = "";
            onlyUnread.value = false;
          }}
        >
          {t("console.show_all")}
        </button>
      )}
    </div>
  );
}

function emptyText(): string {
  if (filter.value || onlyUnread.value) return "console.none_found";
  const isFirst = Object.keys(chat.state.value.conversations).length === 0;
  return isFirst ? "console.no_conversations" : `console.empty_${view.value}`;
}

function Row(parts: { conversation: ConversationShape; isGrouped: boolean }): VNode {
  const { conversation, isGrouped } = parts;
  const unread = unreadOf(conversation);
  const { last_entry_at: at, title, client_name } = conversation;
  return (
    <button
      type="button"
      class={`row-button ${unread > 0 ? "unread" : ""}`}
      aria-current={openId.value === conversation.id ? "true" : undefined}
      onClick={() => enter(conversation.id)}
    >
      <span class="row-head">
        <span class="row-name">
          {conversation.private && (
            <>
              <Icon name="lock" size={14} />
              <span class="hidden">{t("web.private")}: </span>
            </>
          )}
          {isGrouped ? title || client_name : [client_name, title].filter(Boolean).join(" · ")}
        </span>
        {at && <time dateTime={at}>{shortly(at, language.value)}</time>}
      </span>
      <span class="row-foot">
        <span class="row-text">{plain(conversation.last_text || title)}</span>
        <Marks conversation={conversation} />
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

/** Where it stands, as far as the view does not say so already. */
function Marks({ conversation }: { conversation: ConversationShape }): VNode | null {
  const { state, snoozed_until, assigned } = conversation;
  if (state === "closed") return <span class="chip">{t("console.view_closed")}</span>;
  if (snoozed_until) {
    return (
      <span class="chip">
        <Icon name="clock" size={12} />
        {shortly(snoozed_until, language.value)}
      </span>
    );
  }
  return (
    <>
      {state === "waiting_us" && view.value !== "us" && (
        <span class="chip open">{t("console.turn_us")}</span>
      )}
      {assigned && view.value !== "mine" && <span class="chip">{assigned.name.split(" ")[0]}</span>}
    </>
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
