// Where one writes: grows with the text, sends on Enter, takes files by button, drop and paste.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Attachment, Attachments } from "./attachments";
import { sizeOf } from "./files";
import { Icon } from "./icons";
import type { PendingFile } from "./state";
import { language, t } from "./texts";

const LONGEST = 20_000;
/** Drafts live as long as the page: changing the conversation loses nothing. */
const drafts = new Map<string, string>();

export interface ComposerParts {
  /** Whose draft this is: the conversation, or the conversation and a tab of it. */
  draftKey: string;
  attachments: Attachments;
  onSend: (body: string, files: readonly PendingFile[]) => void;
  onTyping?: (on: boolean) => void;
  /** A message being changed: its text stands in the field until saved or given up. */
  editing?: { body: string; onSave: (body: string) => void; onCancel: () => void } | undefined;
  label?: string;
  /** Beside the field, as a command palette; hears keys first and may take one. */
  children?: ComponentChildren;
  onKey?: (event: KeyboardEvent, body: string) => boolean;
  onText?: (body: string) => void;
}

export function Composer(parts: ComposerParts): VNode {
  const { draftKey, attachments, editing } = parts;
  const [body, setBody] = useState(drafts.get(draftKey) ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const label = parts.label ?? t("web.write");

  useEffect(() => {
    setBody(editing ? editing.body : (drafts.get(draftKey) ?? ""));
    if (editing) field.current?.focus();
  }, [draftKey, editing?.body]);
  useLayoutEffect(() => fitted(field.current), [body]);

  const write = (text: string) => {
    setBody(text);
    if (!editing) drafts.set(draftKey, text);
    parts.onText?.(text);
  };
  const isTooLong = body.length > LONGEST;
  const files = attachments.list.value;
  const hasFiles = !editing && files.some((each) => each.sent);
  const canSend =
    !isTooLong &&
    (body.trim() !== "" || hasFiles) &&
    (editing !== undefined || !attachments.isBusy);

  const submit = () => {
    if (!canSend) return;
    const text = body.trim();
    if (editing) {
      editing.onSave(text);
      return;
    }
    parts.onSend(text, attachments.take());
    drafts.delete(draftKey);
    setBody("");
    parts.onText?.("");
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || parts.onKey?.(event, body)) return;
    if (event.key === "Escape" && editing) {
      event.stopPropagation();
      editing.onCancel();
    } else if (event.key === "Enter" && !event.shiftKey && !isTouch()) {
      event.preventDefault();
      submit();
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {parts.children}
      {editing && (
        <div class="editing">
          <span class="grow">{t("web.editing")}</span>
          <button type="button" class="link" onClick={editing.onCancel}>
            {t("web.cancel")}
          </button>
        </div>
      )}
      {!editing && <AttachmentList attachments={attachments} />}
      {isTooLong && (
        <p class="problem" role="alert">
          {t("web.too_long", { count: LONGEST })}
        </p>
      )}
      <div class="composer-row">
        {!editing && (
          <>
            <button
              type="button"
              class="icon-button"
              aria-label={t("web.attach")}
              title={t("web.attach")}
              onClick={() => picker.current?.click()}
            >
              <Icon name="clip" />
            </button>
            <input
              ref={picker}
              class="hidden"
              type="file"
              multiple
              tabIndex={-1}
              aria-hidden="true"
              onChange={({ currentTarget }) => {
                attachments.add([...(currentTarget.files ?? [])]);
                currentTarget.value = "";
                field.current?.focus();
              }}
            />
          </>
        )}
        <textarea
          ref={field}
          class="grow"
          rows={1}
          value={body}
          aria-label={label}
          placeholder={label}
          aria-invalid={isTooLong}
          dir="auto"
          enterkeyhint={isTouch() ? "enter" : "send"}
          onInput={({ currentTarget }) => {
            write(currentTarget.value);
            parts.onTyping?.(currentTarget.value !== "");
          }}
          onKeyDown={onKeyDown}
          onBlur={() => parts.onTyping?.(false)}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            if (editing || pasted.length === 0) return;
            event.preventDefault();
            attachments.add(pasted);
          }}
        />
        <button
          type="submit"
          class="icon-button send"
          aria-label={editing ? t("web.save") : t("web.send")}
          title={editing ? t("web.save") : t("web.send")}
          disabled={!canSend}
        >
          <Icon name={editing ? "check" : "send"} />
        </button>
      </div>
    </form>
  );
}

function AttachmentList({ attachments }: { attachments: Attachments }): VNode {
  return (
    <>
      {attachments.notice.value && (
        <p class="problem" role="alert">
          {attachments.notice.value}
        </p>
      )}
      {attachments.list.value.map((each) => (
        <AttachmentLine key={each.key} attachment={each} attachments={attachments} />
      ))}
    </>
  );
}

function AttachmentLine({
  attachment,
  attachments,
}: {
  attachment: Attachment;
  attachments: Attachments;
}): VNode {
  const { key, name, progress, problem, sent } = attachment;
  const percent = Math.round(progress * 100);
  const isRunning = !sent && !problem;
  const remove = t(isRunning ? "web.file_cancel" : "web.file_remove", { name });
  return (
    <div class="file-line">
      <Icon name={problem ? "alert" : sent ? "check" : "file"} size={16} />
      <div class="grow">
        {problem ? (
          <span class="problem" role="alert">
            {problem}
          </span>
        ) : (
          <span class="file-name">{name}</span>
        )}
        {isRunning && (
          <progress
            max={100}
            value={percent}
            aria-label={t("web.file_progress", { name, percent })}
          />
        )}
        {sent && <small>{sizeOf(attachment.size, language.value)}</small>}
      </div>
      {attachment.canRetry && (
        <button type="button" class="link" onClick={() => attachments.retry(key)}>
          {t("web.retry")}
        </button>
      )}
      <button
        type="button"
        class="icon-button small"
        aria-label={remove}
        title={remove}
        onClick={() => attachments.remove(key)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

/** As high as its text, up to what the sheet allows. */
function fitted(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

/** On a phone Enter makes a line: there is a button to send. */
export function isTouch(): boolean {
  return matchMedia("(pointer: coarse) and (hover: none)").matches;
}
