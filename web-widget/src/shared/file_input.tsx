// A file of a card's form: chosen, sent up at once with progress, and named when it is there.
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { AttachmentList } from "./attachment_list";
import { Attachments } from "./attachments";
import type { FileField } from "./card_form";
import { Icon } from "./icons";
import { t } from "./texts";

interface FileInputParts {
  id: string;
  isDisabled: boolean;
  files: FileField;
  onChange: (fileId: string | null) => void;
  /** A file is on its way: what needs it has to wait. */
  onBusy: (isBusy: boolean) => void;
}

export function FileInput({ id, isDisabled, files, onChange, onBusy }: FileInputParts): VNode {
  const attachments = useMemo(
    () => new Attachments(files.conversation, files.headers),
    [files.conversation],
  );
  useEffect(() => () => attachments.cancelAll(), [attachments]);
  const { isBusy } = attachments;
  useEffect(() => {
    if (!isBusy) return;
    onBusy(true);
    return () => onBusy(false);
  }, [isBusy]);
  const chosen = attachments.list.value;
  const sent = chosen[0]?.sent?.id ?? null;
  useEffect(() => {
    onChange(sent);
  }, [sent]);

  return (
    <div class="file-input">
      <input
        id={id}
        class="hidden"
        type="file"
        disabled={isDisabled}
        onChange={({ currentTarget }) => {
          attachments.cancelAll();
          attachments.add([...(currentTarget.files ?? [])]);
          // The same file may be chosen again after a failure.
          currentTarget.value = "";
        }}
      />
      {/* The browser's own words would be in the browser's language. */}
      {chosen.every((each) => each.problem) && (
        <label for={id} class="button choose-file">
          <Icon name="clip" size={16} />
          {t("web.file_choose")}
        </label>
      )}
      <AttachmentList attachments={attachments} />
    </div>
  );
}
