// Files that go with the next message: sent up at once, with progress and a way to stop.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sayProblem } from "../shared/chat";
import { LARGEST_FILE, sizeOf } from "../shared/files";
import { Icon } from "../shared/icons";
import { newId } from "../shared/ids";
import type { PendingFile } from "../shared/state";
import { language, t } from "../shared/texts";
import { CancelledError, type Upload, upload } from "../shared/upload";
import { csrfHeaders } from "./api";
import { toast } from "./desk";

interface Going {
  id: string;
  name: string;
  progress: number | null;
  file: PendingFile | null;
}

export interface Uploads {
  items: readonly Going[];
  ready: readonly PendingFile[];
  isBusy: boolean;
  add: (files: readonly File[]) => void;
  remove: (id: string) => void;
  clear: () => void;
}

export function useUploads(conversation: string): Uploads {
  const [items, setItems] = useState<readonly Going[]>([]);
  const running = useRef(new Map<string, Upload>());
  useEffect(
    () => () => {
      for (const each of running.current.values()) each.cancel();
      running.current.clear();
      setItems([]);
    },
    [conversation],
  );

  const change = (id: string, next: Partial<Going>): void =>
    setItems((now) => now.map((each) => (each.id === id ? { ...each, ...next } : each)));
  const remove = (id: string): void => {
    running.current.get(id)?.cancel();
    running.current.delete(id);
    setItems((now) => now.filter((each) => each.id !== id));
  };

  const start = async (file: File): Promise<void> => {
    if (file.size > LARGEST_FILE) {
      const size = sizeOf(LARGEST_FILE, language.value);
      toast(t("web.file_too_large", { name: file.name, size }), true);
      return;
    }
    const id = newId();
    setItems((now) => [...now, { id, name: file.name, progress: 0, file: null }]);
    const mine = upload(
      file,
      conversation,
      csrfHeaders,
      (progress) => change(id, { progress }),
      id,
    );
    running.current.set(id, mine);
    try {
      const { id: fileId, name, size, media_type } = await mine.done;
      change(id, { progress: null, file: { id: fileId, name, size, media_type } });
    } catch (error) {
      remove(id);
      if (!(error instanceof CancelledError)) toast(sayProblem(error, t), true);
    }
  };

  return {
    items,
    ready: items.flatMap((each) => (each.file ? [each.file] : [])),
    isBusy: items.some((each) => each.file === null),
    add: (files) => {
      for (const file of files) void start(file);
    },
    remove,
    clear: () => {
      running.current.clear();
      setItems([]);
    },
  };
}

export function Attachments({ uploads }: { uploads: Uploads }): VNode | null {
  if (uploads.items.length === 0) return null;
  return (
    <ul class="attachments">
      {uploads.items.map(({ id, name, progress }) => (
        <li key={id} class="file-line">
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
            onClick={() => uploads.remove(id)}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}
