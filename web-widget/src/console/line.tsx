// One line of a conversation as staff see it: message, card, status, note, or one on its way.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Bubble, PendingBubble } from "../shared/bubble";
import { Card } from "../shared/card";
import { sayProblem } from "../shared/chat";
import { download } from "../shared/files";
import { lazy } from "../shared/lazy";
import { isChangeable, type Message } from "../shared/messages";
import type { CardShape, ConversationShape, FileShape } from "../shared/protocol";
import { jumpTo, quoteOf } from "../shared/quote";
import { StatusLine } from "../shared/status_line";
import { language, t } from "../shared/texts";
import { csrfHeaders } from "./api";
import { chat, complain, dismiss, press, replying } from "./desk";
import type { HistoryParts } from "./history";
import type { Line } from "./interleave";
import { moment } from "./moments";
import { PrivateCard } from "./private_card";

const History = lazy<HistoryParts>(async () => (await import("./history")).History);

interface LineParts {
  line: Line;
  conversation: ConversationShape;
  isFollowing: boolean;
}

export function LineView({ line, conversation, isFollowing }: LineParts): VNode {
  if (line.is === "private") return <Answer card={line.card} conversation={conversation} />;
  const inner =
    line.is === "pending" ? (
      <PendingBubble
        pending={line.pending}
        isOnline={chat.connection.standing.value === "online"}
        onRetry={() => chat.retry(line.pending.client_id)}
        onDrop={() => chat.drop(line.pending.client_id)}
      />
    ) : (
      <Said message={line.message} conversation={conversation} isFollowing={isFollowing} />
    );
  const isOwnAffair = line.is === "message" && line.message.status !== undefined;
  if (!line.isNote || isOwnAffair) return inner;
  return (
    <div class={isForMe(line) ? "note for-me" : "note"} role="group" aria-label={t("console.note")}>
      {!isFollowing && <p class="note-label">{t("console.note")}</p>}
      {inner}
    </div>
  );
}

function isForMe(line: Line): boolean {
  const { me } = chat.state.value;
  return line.is === "message" && line.message.mentions?.some(({ id }) => id === me?.id) === true;
}

/** What the bot said to this person alone. */
function Answer(parts: { card: CardShape; conversation: ConversationShape }): VNode {
  const { card, conversation } = parts;
  return (
    <PrivateCard card={card} onClose={() => dismiss(conversation.id, card)}>
      <Card
        card={card}
        onPress={press}
        sayProblem={(error) => sayProblem(error, t)}
        files={{ conversation: conversation.id, headers: csrfHeaders }}
      />
    </PrivateCard>
  );
}

function Said(parts: {
  message: Message;
  conversation: ConversationShape;
  isFollowing: boolean;
}): VNode {
  const { message, conversation, isFollowing } = parts;
  const [isEditing, setEditing] = useState(false);
  const [isHistory, setHistory] = useState(false);
  const myId = chat.state.value.me?.id ?? null;
  const isMine = message.author.id !== null && message.author.id === myId;
  if (message.kind === "status") return <StatusLine message={message} text={inHouse(message)} />;
  const mayReadHistory = chat.state.value.me?.rights?.includes("administer");
  const bubble = (
    <Bubble
      message={message}
      isMine={isMine}
      isFollowing={isFollowing}
      myId={myId}
      canChange={isMine && isChangeable(message, chat.state.value.firm)}
      status={readStatus(message)}
      headers={csrfHeaders}
      onDownload={save}
      onReact={(emoji, on) =>
        void chat.react(message.conversation, message.id, emoji, on).catch(complain)
      }
      onEdit={() => setEditing(true)}
      onReply={() => {
        replying.value = { place: message.conversation, quote: quoteOf(message) };
      }}
      onJump={() => jump(message)}
      onHistory={mayReadHistory ? () => setHistory(true) : undefined}
      onDelete={() => void chat.remove(message.conversation, message.id).catch(complain)}
    >
      {content()}
    </Bubble>
  );
  return (
    <>
      {bubble}
      {isHistory && <History message={message} onClose={() => setHistory(false)} />}
    </>
  );

  function content(): VNode | undefined {
    if (isEditing) return <Edit message={message} onDone={() => setEditing(false)} />;
    if (!message.card) return undefined;
    return (
      <Card
        card={message.card}
        onPress={press}
        sayProblem={(error) => sayProblem(error, t)}
        files={{ conversation: conversation.id, headers: csrfHeaders }}
      />
    );
  }
}

/** Of the firm's own affair, said among the notes: whose hand, how long it sleeps. */
function inHouse({ status, author }: Message): string | null {
  if (!status) return null;
  const name = author.name;
  if (status.assigned) return t("console.status_assigned", { name, to: status.assigned.name });
  if (status.assigned === null) return t("console.status_unassigned", { name });
  if (status.snoozed_until) {
    const until = moment(status.snoozed_until, language.value);
    return t("console.status_snoozed", { name, until });
  }
  if (status.snoozed_until !== null) return null;
  return author.kind === "staff" ? t("console.status_woken", { name }) : t("console.status_over");
}

function Edit({ message, onDone }: { message: Message; onDone: () => void }): VNode {
  const [text, setText] = useState(message.body);
  const keep = async (): Promise<void> => {
    try {
      await chat.edit(message.conversation, message.id, text);
      onDone();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <div class="edit">
      <textarea
        aria-label={t("web.editing")}
        value={text}
        rows={3}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
        }}
      />
      <div class="row end">
        <button type="button" class="button small" onClick={onDone}>
          {t("web.cancel")}
        </button>
        <button type="button" class="button primary small" onClick={() => void keep()}>
          {t("web.save")}
        </button>
      </div>
    </div>
  );
}

/** Under a message of the firm's: by how many of the client's people it is read, and who they are. */
function readStatus(message: Message): string | undefined {
  if (message.author.kind === "contact" || message.isDeleted) return undefined;
  const { reads, audiences } = chat.state.value;
  const all = audiences[message.conversation] ?? 0;
  const names = Object.values(reads[message.conversation] ?? {})
    .filter(({ kind, seq }) => kind === "contact" && seq >= message.seq)
    .map(({ name }) => name);
  if (names.length === 0) return undefined;
  if (all < 2) return t("web.read");
  return t("console.read_by", { count: names.length, all, names: names.join(", ") });
}

function jump({ conversation, quote }: Message): void {
  if (quote) jumpTo(quote, (seq) => chat.loadUntil(conversation, seq)).catch(complain);
}

function save(file: FileShape): void {
  download(file, csrfHeaders).catch(complain);
}
