// The contact's conversations, newest first, with what is unread in each.
import type { VNode } from "preact";
import { sayProblem } from "../shared/chat";
import { Icon } from "../shared/icons";
import { plain } from "../shared/markup";
import type { ConversationShape } from "../shared/protocol";
import { language, t, tn } from "../shared/texts";
import { shortly } from "../shared/time";
import { chat, conversations, current, notice } from "./panel_state";

export function ConversationList(): VNode {
  const open = async () => {
    try {
      current.value = (await chat.open()).id;
    } catch (error) {
      notice.value = sayProblem(error, t);
    }
  };
  const isEmpty = conversations.value.length === 0;
  return (
    <nav class="list" aria-label={t("web.conversations")}>
      {isEmpty ? (
        <div class="welcome">
          <h2>{t("web.empty_title")}</h2>
          <p class="soft">{t("web.empty")}</p>
          <button type="button" class="button primary" onClick={open}>
            <Icon name="plus" size={18} /> {t("web.new_conversation")}
          </button>
        </div>
      ) : (
        <ul>
          {conversations.value.map((each) => (
            <li key={each.id}>
              <Line conversation={each} />
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

function Line({ conversation }: { conversation: ConversationShape }): VNode {
  const { title, client_name, last_text, last_entry_at, unread } = conversation;
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
          {title || client_name}
        </span>
        <span class="list-text" dir="auto">
          {plain(last_text)}
        </span>
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
