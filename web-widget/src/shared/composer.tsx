// Where one writes: grows with the text, sends on Enter, takes files by button, drop and paste.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AttachmentList, PickFiles } from "./attachment_list";
import type { Attachments } from "./attachments";
import { Icon } from "./icons";
import type { QuoteShape } from "./protocol";
import { Replying } from "./quote";
import type { PendingFile } from "./state";
import { t } from "./texts";
import { isTouch } from "./touch";

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
  /** The message that is answered. */
  quote?: QuoteShape | undefined;
  onUnquote?: () => void;
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
  const label = parts.label ?? t("web.write");

  useEffect(() => {
    setBody(editing ? editing.body : (drafts.get(draftKey) ?? ""));
    if (editing) field.current?.focus();
  }, [draftKey, editing?.body]);
  useLayoutEffect(() => fitted(field.current), [body]);
  useEffect(() => {
    if (parts.quote) field.current?.focus();
  }, [parts.quote]);

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
    } else if (event.key === "Escape" && parts.quote) {
      event.stopPropagation();
      parts.onUnquote?.();
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
      {!editing && parts.quote && (
        <Replying quote={parts.quote} onCancel={() => parts.onUnquote?.()} />
      )}
      {!editing && <AttachmentList attachments={attachments} />}
      {isTooLong && (
        <p class="problem" role="alert">
          {t("web.too_long", { count: LONGEST })}
        </p>
      )}
      <div class="composer-row">
        {!editing && (
          <PickFiles
            onFiles={(files) => {
              attachments.add(files);
              field.current?.focus();
            }}
          />
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

/** As high as its text, up to what the sheet allows. */
function fitted(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
