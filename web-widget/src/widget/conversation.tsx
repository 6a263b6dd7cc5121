// One conversation: its log, who is typing, and the field to write in.
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Attachments } from "../shared/attachments";
import { sayProblem } from "../shared/chat";
import { Composer } from "../shared/composer";
import { DropZone } from "../shared/drop_zone";
import { Log } from "../shared/log";
import { type Message, messagesOf, pendingOf } from "../shared/messages";
import type { ConversationShape, QuoteShape } from "../shared/protocol";
import { jumpTo, quoteOf } from "../shared/quote";
import { EMPTY_LOG } from "../shared/state";
import { t } from "../shared/texts";
import { type Doings, itemsOf } from "./items";
import { AfterHours } from "./later";
import { chat, headers, isShown, notice } from "./panel_state";

export function Conversation({ conversation }: { conversation: ConversationShape }): VNode {
  const { id } = conversation;
  const state = chat.state.value;
  const log = state.logs[id];
  const attachments = useMemo(() => new Attachments(id, headers), [id]);
  const [editing, setEditing] = useState<Message | null>(null);
  const [quote, setQuote] = useState<QuoteShape>();
  const [isWritingOn, setWritingOn] = useState(false);
  const isClosed = conversation.state === "closed";
  // Closed is over, until one wants to go on; what is written opens it again.
  const isOver = isClosed && !isWritingOn;
  useEffect(() => {
    if (!isClosed) setWritingOn(false);
  }, [isClosed]);
  // Where reading stopped before this was opened: the line stays while one reads on.
  const readSeq = useRef(conversation.unread > 0 ? conversation.read_seq : undefined);
  useEffect(() => () => attachments.cancelAll(), [attachments]);
  useEffect(() => {
    if (chat.connection.isOnline && !log) chat.load(id).catch(fail);
  }, [id, chat.connection.standing.value, log === undefined]);

  const doings: Doings = {
    react: (message, emoji, on) => chat.react(id, message.id, emoji, on).catch(fail),
    edit: setEditing,
    reply: (message) => setQuote(quoteOf(message)),
    jump: (quote) => jumpTo(quote, (seq) => chat.loadUntil(id, seq)).catch(fail),
    remove: (message) => chat.remove(id, message.id).catch(fail),
    fail,
  };
  const messages = useMemo(() => messagesOf(log ?? EMPTY_LOG), [log]);
  const pending = pendingOf(state.pending, id);
  const items = useMemo(
    () => itemsOf({ conversation: id, messages, pending, state, doings, log: log ?? EMPTY_LOG }),
    [messages, state, chat.connection.standing.value],
  );

  const save = async (body: string) => {
    if (!editing) return;
    try {
      await chat.edit(id, editing.id, body);
      setEditing(null);
    } catch (error) {
      fail(error);
    }
  };

  return (
    <DropZone class="conversation" onFiles={(files) => attachments.add(files)}>
      <Log
        id={id}
        items={items}
        hasMore={log?.hasMore ?? false}
        isLoading={!log}
        onOlder={() => chat.loadOlder(id)}
        onSeen={(seq) => chat.markRead(id, seq)}
        isShown={isShown.value}
        readSeq={readSeq.current}
        empty={<Welcome />}
      >
        <AfterHours conversation={id} />
        <Typing conversation={id} />
      </Log>
      {isOver && (
        <p class="banner">
          <span class="grow">{t("web.closed")}</span>
          <button type="button" class="button small" onClick={() => setWritingOn(true)}>
            {t("web.write_again")}
          </button>
        </p>
      )}
      {!isOver && (
        <Composer
          draftKey={id}
          attachments={attachments}
          onSend={(body, files) => {
            chat.send(id, body, files, quote ? { quote } : {});
            setQuote(undefined);
          }}
          quote={quote}
          onUnquote={() => setQuote(undefined)}
          onTyping={(on) => chat.type(id, on)}
          editing={
            editing
              ? { body: editing.body, onSave: save, onCancel: () => setEditing(null) }
              : undefined
          }
        />
      )}
    </DropZone>
  );
}

function Welcome(): VNode {
  return (
    <div class="welcome">
      <h2>{t("web.empty_title")}</h2>
      <p class="soft">{t("web.empty")}</p>
    </div>
  );
}

function Typing({ conversation }: { conversation: string }): VNode | null {
  const names = Object.values(chat.typing.value[conversation] ?? {});
  if (names.length === 0) return null;
  return (
    <p class="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {t("web.typing", { name: names.join(", ") })}
    </p>
  );
}

function fail(error: unknown): void {
  notice.value = sayProblem(error, t);
}
