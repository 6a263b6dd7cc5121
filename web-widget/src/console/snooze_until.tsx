// A moment of one's own for a snooze: day and time on Helsinki's clock.
import "../shared/confirm.css";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/texts";
import { onWall, wallOf } from "./moments";

export interface SnoozeUntilParts {
  onAnswer: (at: Date | null) => void;
}

const DAY_MS = 86_400_000;

export function SnoozeUntil({ onAnswer }: SnoozeUntilParts): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [local, setLocal] = useState(wallOf(new Date(Date.now() + DAY_MS)));
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-label={t("console.snooze")}
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(null);
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer(onWall(local.slice(0, 16)));
        }}
      >
        <label>
          <span>{t("console.snooze_when")}</span>
          <input
            type="datetime-local"
            required
            min={wallOf(new Date())}
            value={local}
            onInput={(event) => setLocal(event.currentTarget.value)}
          />
        </label>
        <div class="row end">
          <button type="button" class="button" onClick={() => onAnswer(null)}>
            {t("web.cancel")}
          </button>
          <button type="submit" class="button primary">
            {t("console.snooze")}
          </button>
        </div>
      </form>
    </dialog>
  );
}
