// A window over the console: the browser's own dialog, closed by Escape, which gives the focus back.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import "./dialog.css";
import { Icon } from "../shared/icons";
import { t } from "../shared/texts";

export function Dialog(parts: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
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
      class="window"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        parts.onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="window-head">
        <h2 id={titleId} class="grow">
          {parts.title}
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t("web.close")}
          onClick={parts.onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {parts.children}
    </dialog>
  );
}
