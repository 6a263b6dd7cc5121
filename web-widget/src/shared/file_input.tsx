// A file of a card's form: chosen, sent up at once with progress, and named when it is there.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { FileField } from "./card_form";
import { sayProblem } from "./chat";
import { LARGEST_FILE, sizeOf } from "./files";
import { Icon } from "./icons";
import { language, t } from "./texts";
import { type Upload, upload } from "./upload";

interface FileInputParts {
  id: string;
  isDisabled: boolean;
  files: FileField;
  onChange: (fileId: string | null) => void;
  /** A file is on its way: what needs it has to wait. */
  onBusy: (isBusy: boolean) => void;
}

export function FileInput({ id, isDisabled, files, onChange, onBusy }: FileInputParts): VNode {
  const [name, setName] = useState<string | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef<Upload | null>(null);
  useEffect(() => () => running.current?.cancel(), []);
  const isBusy = progress !== null;
  useEffect(() => {
    if (!isBusy) return;
    onBusy(true);
    return () => onBusy(false);
  }, [isBusy]);

  const clear = () => {
    running.current?.cancel();
    running.current = null;
    setName(null);
    setProgress(null);
    onChange(null);
  };

  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    clear();
    setProblem(null);
    if (file.size > LARGEST_FILE) {
      const size = sizeOf(LARGEST_FILE, language.value);
      setProblem(t("web.file_too_large", { name: file.name, size }));
      return;
    }
    setName(file.name);
    setProgress(0);
    const mine = upload(file, files.conversation, files.headers, setProgress);
    running.current = mine;
    try {
      const sent = await mine.done;
      if (running.current !== mine) return;
      onChange(sent.id);
    } catch (error) {
      if (running.current !== mine) return;
      setName(null);
      setProblem(sayProblem(error, t));
    }
    setProgress(null);
  };

  return (
    <div class="file-input">
      <input
        id={id}
        class="hidden"
        type="file"
        disabled={isDisabled}
        onChange={({ currentTarget }) => {
          void take(currentTarget.files?.[0]);
          // The same file may be chosen again after a failure.
          currentTarget.value = "";
        }}
      />
      {/* The browser's own words would be in the browser's language. */}
      {!name && (
        <label for={id} class="button choose-file">
          <Icon name="clip" size={16} />
          {t("web.file_choose")}
        </label>
      )}
      {name && (
        <p class="file-line" role="status">
          <Icon name={progress === null ? "check" : "clock"} size={16} />
          <span class="grow">
            {progress === null
              ? name
              : t("web.file_progress", { name, percent: Math.round(progress * 100) })}
          </span>
          <button
            type="button"
            class="icon-button small"
            aria-label={t(progress === null ? "web.file_remove" : "web.file_cancel", { name })}
            onClick={clear}
          >
            <Icon name="close" size={16} />
          </button>
        </p>
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
