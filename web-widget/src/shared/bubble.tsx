// One message: whose, what, when, how it stands, and what may be done with it.
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import type { ConfirmParts } from "./confirm";
import { FileCard } from "./file_card";
import { type GiveHeaders, sizeOf } from "./files";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import { Markup } from "./markup";
import { Menu, MenuItem } from "./menu";
import type { Message, Reaction } from "./messages";
import type { FileShape } from "./protocol";
import { anchorOf, Quote } from "./quote";
import type { Pending, PendingFile } from "./state";
import { language, t, tn } from "./texts";
import { clock } from "./time";

const Confirm = lazy<ConfirmParts>(async () => (await import("./confirm")).Confirm);

export const REACTIONS = ["👍", "❤️", "😄", "🎉", "✅", "👀"] as const;

export interface BubbleParts {
  message: Message;
  isMine: boolean;
  /** The same person said the one before, just now: no name, less air. */
  isFollowing: boolean;
  myId: string | null;
  /** "sent", "read": only under the last of one's own. */
  status?: string | undefined;
  canChange?: boolean;
  children?: ComponentChildren;
  /** For the pictures of files. */
  headers: GiveHeaders;
  onDownload: (file: FileShape) => void;
  onReact?: (emoji: string, on: boolean) => void;
  onEdit?: () => void;
  onDelete?: () => void;
  onReply?: () => void;
  onJump?: () => void;
  /** For whom may read what it said before. */
  onHistory?: (() => void) | undefined;
}

export function Bubble(parts: BubbleParts): VNode {
  const { message, isMine, isFollowing } = parts;
  const time = clock(message.at, language.value);
  const name = isMine ? t("web.you") : message.author.name;
  const classes = ["message", isMine ? "mine" : message.author.kind];
  if (isFollowing) classes.push("following");
  if (message.card) classes.push("with-card");
  return (
    <article
      id={anchorOf(message.id)}
      tabIndex={-1}
      class={classes.join(" ")}
      aria-label={t("web.said", { name, time })}
    >
      {!isMine && !isFollowing && <Author message={message} />}
      <div class="bubble-row">
        <div class={`bubble ${message.isDeleted ? "deleted" : ""}`} dir="auto">
          {message.quote && <Quote quote={message.quote} onJump={parts.onJump} />}
          {parts.children ?? <Content {...parts} />}
        </div>
        {!message.isDeleted && !message.card && message.kind === "message" && <Tools {...parts} />}
      </div>
      <Reactions {...parts} />
      <p class="meta">
        <time dateTime={message.at}>{time}</time>
        {message.isEdited && !message.isDeleted && <span class="edited">{t("web.edited")}</span>}
        {parts.onHistory && (message.isEdited || message.isDeleted) && (
          <button type="button" class="link" onClick={parts.onHistory}>
            {t("web.history")}
          </button>
        )}
        {parts.status && <span class="status">{parts.status}</span>}
      </p>
    </article>
  );
}

function Author({ message }: { message: Message }): VNode {
  return (
    <p class="author">
      <span class="avatar" aria-hidden="true">
        {initials(message.author.name)}
      </span>
      <span dir="auto">{message.author.name}</span>
      {message.author.kind === "bot" && <span class="chip">{t("web.bot")}</span>}
    </p>
  );
}

function Content({ message, headers, onDownload }: BubbleParts): VNode {
  if (message.isDeleted) return <p>{t("web.deleted")}</p>;
  return (
    <>
      {message.body && <Markup text={message.body} />}
      {message.files.map((file) => (
        <FileCard key={file.id} file={file} headers={headers} onDownload={onDownload} />
      ))}
    </>
  );
}

function Reactions({ message, myId, onReact }: BubbleParts): VNode | null {
  if (message.reactions.length === 0) return null;
  return (
    <ul class="reactions">
      {message.reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <ReactionChip reaction={reaction} myId={myId} onReact={onReact} />
        </li>
      ))}
    </ul>
  );
}

function ReactionChip({
  reaction: { emoji, people },
  myId,
  onReact,
}: {
  reaction: Reaction;
  myId: string | null;
  onReact: BubbleParts["onReact"];
}): VNode {
  const isOn = myId !== null && people.includes(myId);
  return (
    <button
      type="button"
      class="reaction"
      aria-pressed={isOn}
      aria-label={tn("web.reaction", people.length, { emoji })}
      onClick={() => onReact?.(emoji, !isOn)}
    >
      <span aria-hidden="true">{emoji}</span>
      <span aria-hidden="true">{people.length}</span>
    </button>
  );
}

function Tools(parts: BubbleParts): VNode | null {
  const { message, myId, canChange, onReact, onEdit, onDelete, onReply } = parts;
  const [isAsking, setAsking] = useState(false);
  if (!onReact && !canChange) return null;
  const react = (emoji: string) => {
    const known = message.reactions.find((each) => each.emoji === emoji);
    onReact?.(emoji, !(myId !== null && known?.people.includes(myId)));
  };
  return (
    <>
      <Menu label={t("web.more")}>
        {onReact && <Emojis onPick={react} />}
        {onReply && <MenuItem icon="reply" label={t("web.reply")} onClick={onReply} />}
        {canChange && onEdit && message.body && (
          <MenuItem icon="edit" label={t("web.edit")} onClick={onEdit} />
        )}
        {canChange && onDelete && (
          <MenuItem icon="bin" label={t("web.delete")} onClick={() => setAsking(true)} />
        )}
      </Menu>
      {isAsking && (
        <Confirm
          question={t("web.delete_sure")}
          yes={t("web.remove")}
          isDanger
          onAnswer={(isYes) => {
            setAsking(false);
            if (isYes) onDelete?.();
          }}
        />
      )}
    </>
  );
}

function Emojis({ onPick }: { onPick: (emoji: string) => void }): VNode {
  return (
    <fieldset class="emojis">
      <legend class="hidden">{t("web.react")}</legend>
      {REACTIONS.map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="emoji"
          aria-label={emoji}
          onClick={() => onPick(emoji)}
        >
          {emoji}
        </button>
      ))}
    </fieldset>
  );
}

/** A message on its way, and what to do where it did not go. */
export function PendingBubble(parts: {
  pending: Pending;
  isOnline: boolean;
  onRetry: () => void;
  onDrop: () => void;
}): VNode {
  const { pending, isOnline } = parts;
  const isFailed = pending.state === "failed";
  const time = clock(pending.at, language.value);
  return (
    <article
      class={`message mine pending ${isFailed ? "failed" : ""}`}
      aria-label={t("web.said", { name: t("web.you"), time })}
    >
      <div class="bubble-row">
        <div class="bubble" dir="auto">
          {pending.quote && <Quote quote={pending.quote} />}
          {pending.body && <Markup text={pending.body} />}
          {pending.files.map((file) => (
            <PendingFileLine key={file.id} file={file} />
          ))}
        </div>
      </div>
      {isFailed ? (
        <div class="meta problem" role="alert">
          <span>{pending.problem ?? t("web.failed")}</span>
          <button type="button" class="link" onClick={parts.onRetry}>
            {t("web.retry")}
          </button>
          <button type="button" class="link" onClick={parts.onDrop}>
            {t("web.remove")}
          </button>
        </div>
      ) : (
        <p class="meta">
          <Icon name="clock" size={13} />
          <span class="status">
            {t(isOnline || !pending.isKept ? "web.sending" : "web.waiting")}
          </span>
        </p>
      )}
    </article>
  );
}

function PendingFileLine({ file }: { file: PendingFile }): VNode {
  return (
    <p class="file-card">
      <Icon name="file" />
      <span class="grow">
        <span class="file-name">{file.name}</span>
        <small>{sizeOf(file.size, language.value)}</small>
      </span>
    </p>
  );
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map(
    (word) => [...(word ?? "")][0],
  );
  return letters.join("").toUpperCase() || "?";
}
