// Files being sent, line by line, and the buttons that choose them: the same in every place.
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Attachment, Attachments } from "./attachments";
import { sizeOf } from "./files";
import { Icon } from "./icons";
import { language, t } from "./texts";
import { isTouch } from "./touch";

export function AttachmentList({ attachments }: { attachments: Attachments }): VNode {
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

/** The paper clip; on a phone the camera, too. */
export function PickFiles(parts: { onFiles: (files: File[]) => void }): VNode {
  return (
    <>
      <Pick {...parts} label={t("web.attach")} icon="clip" />
      {isTouch() && <Pick {...parts} label={t("web.camera")} icon="camera" isCamera />}
    </>
  );
}

function Pick(parts: {
  label: string;
  icon: "clip" | "camera";
  isCamera?: boolean;
  onFiles: (files: File[]) => void;
}): VNode {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={parts.label}
        title={parts.label}
        onClick={() => picker.current?.click()}
      >
        <Icon name={parts.icon} />
      </button>
      <input
        ref={picker}
        class="hidden"
        type="file"
        multiple={!parts.isCamera}
        accept={parts.isCamera ? "image/*" : undefined}
        capture={parts.isCamera ? "environment" : undefined}
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          parts.onFiles([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after a failure.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function AttachmentLine(parts: { attachment: Attachment; attachments: Attachments }): VNode {
  const { attachment, attachments } = parts;
  const { key, name, problem, sent } = attachment;
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
        {isRunning && <Progress attachment={attachment} />}
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

function Progress({ attachment: { name, progress, standing } }: { attachment: Attachment }): VNode {
  const percent = Math.round(progress * 100);
  const words = { sending: "", waiting: "web.file_waiting", checking: "web.file_checking" };
  const said = words[standing];
  return (
    <>
      <progress
        max={100}
        value={standing === "checking" ? undefined : percent}
        aria-label={t("web.file_progress", { name, percent })}
      />
      <small role="status">{said && t(said)}</small>
    </>
  );
}
