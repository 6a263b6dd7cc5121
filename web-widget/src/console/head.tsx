// The head of a conversation: whose it is, and the buttons for whose hand, how long, and over.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../shared/icons";
import { Menu, MenuItem } from "../shared/menu";
import type { ConversationShape } from "../shared/protocol";
import { language, t } from "../shared/texts";
import { chat, openConversation } from "./desk";
import { assign, close, snooze, staff } from "./inbox";
import { SnoozeUntil } from "./later";
import { choices, moment } from "./moments";

export function Head({ conversation }: { conversation: ConversationShape }): VNode {
  const typing = Object.values(chat.typing.value[conversation.id] ?? {});
  const { client, client_name, title, private_to, snoozed_until } = conversation;
  const about = [client, title].filter(Boolean).join(" · ");
  return (
    <header class="conversation-head">
      <button
        type="button"
        class="icon-button only-phone"
        aria-label={t("web.back")}
        onClick={() => openConversation(null)}
      >
        <Icon name="back" />
      </button>
      <div class="grow who">
        <h1>{client_name}</h1>
        <p class="soft" aria-live="polite">
          {typing.length > 0 ? t("web.typing", { name: typing.join(", ") }) : about}
        </p>
        {private_to && (
          <p class="chip">
            <Icon name="lock" size={14} /> {t("console.private_to", { name: private_to.name })}
          </p>
        )}
        {snoozed_until && (
          <p class="chip">
            <Icon name="clock" size={14} />{" "}
            {t("console.snoozed_until", { until: moment(snoozed_until, language.value) })}
          </p>
        )}
      </div>
      <Doings key={conversation.id} conversation={conversation} />
    </header>
  );
}

function Doings({ conversation }: { conversation: ConversationShape }): VNode {
  const isClosed = conversation.state === "closed";
  const status = () => document.dispatchEvent(new CustomEvent("compose", { detail: "/status" }));
  return (
    <div class="doings">
      <Hand conversation={conversation} />
      {!isClosed && <Snooze conversation={conversation} />}
      <button type="button" class="button small" onClick={() => close(conversation, !isClosed)}>
        {t(isClosed ? "console.reopen" : "console.close")}
      </button>
      <button type="button" class="button small" onClick={status}>
        {t("console.status")}
      </button>
    </div>
  );
}

/** Whose hand it is in: oneself first. */
function Hand({ conversation }: { conversation: ConversationShape }): VNode {
  const me = chat.state.value.me;
  const { assigned } = conversation;
  const others = staff.value.filter((each) => each.id !== me?.id && each.id !== assigned?.id);
  const known = [...(me ? [{ id: me.id, name: me.name }] : []), ...others];
  if (assigned && assigned.id !== me?.id) known.push(assigned);
  return (
    <label class="hand">
      <span class="hidden">{t("console.assigned_to")}</span>
      <select
        value={assigned?.id ?? ""}
        onChange={({ currentTarget }) => {
          assign(conversation, known.find((each) => each.id === currentTarget.value) ?? null);
        }}
      >
        <option value="">{t("console.nobody")}</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {id === me?.id ? t("console.me", { name }) : name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Snooze({ conversation }: { conversation: ConversationShape }): VNode {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Menu label={t("console.snooze")} icon="clock">
        {conversation.snoozed_until && (
          <MenuItem
            icon="again"
            label={t("console.wake")}
            onClick={() => snooze(conversation, null)}
          />
        )}
        {choices().map(({ key, at }) => (
          <MenuItem
            key={key}
            icon="clock"
            label={`${t(key)} · ${moment(at.toISOString(), language.value)}`}
            onClick={() => snooze(conversation, at.toISOString())}
          />
        ))}
        <MenuItem icon="edit" label={t("console.snooze_choose")} onClick={() => setAsking(true)} />
      </Menu>
      {isAsking && (
        <SnoozeUntil
          onAnswer={(at) => {
            setAsking(false);
            if (at) snooze(conversation, at.toISOString());
          }}
        />
      )}
    </>
  );
}
