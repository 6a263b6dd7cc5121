// A question before something that cannot be taken back: the browser's own dialog element.
import "./confirm.css";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "./texts";

export interface ConfirmParts {
  question: string;
  yes?: string;
  isDanger?: boolean;
  onAnswer: (isYes: boolean) => void;
}

export function Confirm({ question, yes, isDanger = false, onAnswer }: ConfirmParts): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
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
      aria-label={question}
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(false);
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <p>{question}</p>
      <div class="row end">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {t("web.confirm_no")}
        </button>
        <button
          type="button"
          class={`button ${isDanger ? "danger" : "primary"}`}
          onClick={() => onAnswer(true)}
        >
          {yes ?? t("web.confirm_yes")}
        </button>
      </div>
    </dialog>
  );
}
