// Files dropped anywhere on a conversation.
import type { ComponentChildren, VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "./texts";

export function DropZone(parts: {
  children: ComponentChildren;
  class: string;
  onFiles: (files: File[]) => void;
}): VNode {
  const [isOver, setOver] = useState(false);
  // Every child that is entered and left counts.
  const depth = useRef(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button and paste do the same by keyboard
    <div
      class={parts.class}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragLeave={() => {
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        parts.onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {parts.children}
      {isOver && <div class="drop-here">{t("web.drop_here")}</div>}
    </div>
  );
}
