// A small menu at a button: within the window whatever the button's place, gone on Escape.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons";

const EDGE_PX = 8;

export interface MenuParts {
  label: string;
  icon?: IconName;
  /** Buttons; each closes the menu, which gives the focus back. */
  children: ComponentChildren;
}

export function Menu({ label, icon = "more", children }: MenuParts): VNode {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useLayoutEffect(() => {
    if (isOpen && menu.current && button.current) place(menu.current, button.current);
    if (isOpen) menu.current?.querySelector("button")?.focus();
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return;
    const gone = () => setOpen(false);
    document.addEventListener("scroll", gone, true);
    addEventListener("resize", gone);
    return () => {
      document.removeEventListener("scroll", gone, true);
      removeEventListener("resize", gone);
    };
  }, [isOpen]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what bubbles up from its buttons
    <div
      class="tools"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class="icon-button small"
        aria-label={label}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} size={18} />
      </button>
      {isOpen && (
        // Focus goes to the menu when it is touched beside its buttons, so that it stays open.
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: as above
        <div ref={menu} class="menu" tabIndex={-1} onClick={close}>
          {children}
        </div>
      )}
    </div>
  );
}

export function MenuItem(parts: { icon: IconName; label: string; onClick: () => void }): VNode {
  return (
    <button type="button" class="menu-item" onClick={parts.onClick}>
      <Icon name={parts.icon} size={18} />
      {parts.label}
    </button>
  );
}

function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - width - EDGE_PX);
  const isRoomAbove = at.top - height > EDGE_PX;
  menu.style.left = `${Math.max(EDGE_PX, left)}px`;
  menu.style.top = `${isRoomAbove ? at.top - height : Math.min(at.bottom, innerHeight - height - EDGE_PX)}px`;
}
