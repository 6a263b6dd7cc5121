// The contact's conversations, newest first, with what is unread in each.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { plain } from "../shared/markup";
import type { ConversationShape } from "../shared/protocol";
import { language, t, tn } from "../shared/texts";
import { shortly } from "../shared/time";
import { NewTopic } from "./later";
import { conversations, current } from "./panel_state";

export function ConversationList(): VNode {
  const [isOpening, setOpening] = useState(false);
  if (isOpening) return <NewTopic onDone={() => setOpening(false)} />;
  const start = (
    <button type="button" class="button primary" onClick={() => setOpening(true)}>
      <Icon name="plus" size={18} /> {t("web.new_conversation")}
    </button>
  );
  return (
    <nav class="list" aria-label={t("web.conversations")}>
      {conversations.value.length === 0 ? (
        <div class="welcome">
          <h2>{t("web.empty_title")}</h2>
          <p class="soft">{t("web.empty")}</p>
          {start}
        </div>
      ) : (
        <>
          <ul>
            {conversations.value.map((each) => (
              <li key={each.id}>
                <Line conversation={each} />
              </li>
            ))}
          </ul>
          <p class="start">{start}</p>
        </>
      )}
    </nav>
  );
}

function Line({ conversation }: { conversation: ConversationShape }): VNode {
  const { title, client_name, last_text, last_entry_at, unread, state } = conversation;
  return (
    <button
      type="button"
      class={`list-line ${unread ? "unread" : ""}`}
      onClick={() => {
        current.value = conversation.id;
      }}
    >
      <span class="grow">
        <span class="list-title" dir="auto">
          {conversation.private && (
            <>
              <Icon name="lock" size={14} />
              <span class="hidden">{t("web.private")}: </span>
            </>
          )}
          {title || client_name}
        </span>
        <span class="list-text" dir="auto">
          {plain(last_text)}
        </span>
        {state === "closed" && <span class="chip">{t("web.closed_short")}</span>}
        {state === "waiting_client" && <span class="chip open">{t("web.your_turn")}</span>}
      </span>
      <span class="list-side">
        {last_entry_at && (
          <time dateTime={last_entry_at}>{shortly(last_entry_at, language.value)}</time>
        )}
        {unread > 0 && (
          <span class="count">
            <span aria-hidden="true">{unread}</span>
            <span class="hidden">{tn("web.unread_count", unread)}</span>
          </span>
        )}
      </span>
    </button>
  );
}
