// What stands in the panel's log: messages and cards, then what is on its way.
import { Bubble, PendingBubble } from "../shared/bubble";
import { sayProblem } from "../shared/chat";
import { download } from "../shared/files";
import type { LogItem } from "../shared/log";
import { isChangeable, type Message } from "../shared/messages";
import type { CardShape, QuoteShape } from "../shared/protocol";
import type { Log, Pending, State } from "../shared/state";
import { StatusLine } from "../shared/status_line";
import { t } from "../shared/texts";
import { Card } from "./later";
import { chat, headers } from "./panel_state";

export interface Doings {
  react: (message: Message, emoji: string, on: boolean) => void;
  edit: (message: Message) => void;
  remove: (message: Message) => void;
  reply: (message: Message) => void;
  jump: (quote: QuoteShape) => void;
  fail: (error: unknown) => void;
}

interface Parts {
  conversation: string;
  messages: readonly Message[];
  pending: readonly Pending[];
  log: Log;
  state: State;
  doings: Doings;
}

/** Messages of one person within this are drawn as one. */
const TOGETHER_MS = 5 * 60_000;

export function itemsOf(parts: Parts): LogItem[] {
  const { messages, log, pending } = parts;
  const myId = parts.state.me?.id ?? null;
  const lastMine = messages.findLast((each) => each.author.id === myId && !each.isDeleted);
  const items = messages.map((message, at): LogItem => {
    // The last one stands for every later change of an earlier one.
    const isLast = at === messages.length - 1;
    return {
      key: message.id,
      at: message.at,
      seq: isLast ? Math.max(message.seq, log.have) : message.seq,
      isMine: message.author.id === myId,
      node: drawn(parts, message, messages[at - 1], message === lastMine && pending.length === 0),
    };
  });
  return [...items, ...pending.map(onItsWay)];
}

function drawn(parts: Parts, message: Message, before: Message | undefined, isLastMine: boolean) {
  const { conversation, state, doings } = parts;
  const myId = state.me?.id ?? null;
  const isMine = message.author.id !== null && message.author.id === myId;
  const { card } = message;
  if (message.kind === "status") return <StatusLine message={message} />;
  return (
    <Bubble
      message={message}
      isMine={isMine}
      isFollowing={isTogether(before, message)}
      myId={myId}
      canChange={isMine && isChangeable(message, state.firm)}
      status={isMine && isLastMine ? standing(parts, message) : undefined}
      headers={headers}
      onDownload={(file) => void download(file, headers).catch(doings.fail)}
      onReact={(emoji, on) => doings.react(message, emoji, on)}
      onEdit={() => doings.edit(message)}
      onDelete={() => doings.remove(message)}
      onReply={() => doings.reply(message)}
      onJump={() => message.quote && doings.jump(message.quote)}
    >
      {card && (
        <Card
          card={forMe(card, state)}
          files={{ conversation, headers }}
          sayProblem={(error) => sayProblem(error, t)}
          onPress={(id, button, values, clientId) => chat.press(id, button, values, clientId)}
        />
      )}
    </Bubble>
  );
}

/** A bulletin stays open until everybody has read it; whoever has, is done with it. */
function forMe(card: CardShape, state: State): CardShape {
  const isMine = card.fields.some((field) => field.label === state.me?.name);
  return card.kind === "bulletin" && isMine ? { ...card, buttons: [], state: "done" } : card;
}

function onItsWay(pending: Pending): LogItem {
  return {
    key: pending.client_id,
    at: pending.at,
    seq: null,
    isMine: true,
    node: (
      <PendingBubble
        pending={pending}
        isOnline={chat.connection.isOnline}
        onRetry={() => chat.retry(pending.client_id)}
        onDrop={() => chat.drop(pending.client_id)}
      />
    ),
  };
}

/** Read where somebody else has come as far, or answered since. */
function standing({ state, messages }: Parts, message: Message): string {
  const reads = Object.values(state.reads[message.conversation] ?? {});
  const isRead = reads.some(({ kind, seq }) => kind === "staff" && seq >= message.seq);
  const isAnswered = messages.some(
    ({ seq, author }) => seq > message.seq && author.kind === "staff",
  );
  return isRead || isAnswered ? t("web.read") : t("web.sent");
}

function isTogether(before: Message | undefined, message: Message): boolean {
  if (!before || before.card || message.card || before.author.id !== message.author.id)
    return false;
  if (before.author.kind !== message.author.kind) return false;
  return Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;
}
