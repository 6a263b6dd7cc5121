// The picture of a file, and the same large: fetched with the person's own token, never by an address.
import "./preview.css";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { GiveHeaders } from "./files";
import { Icon } from "./icons";
import type { FileShape } from "./protocol";
import { t } from "./texts";

export interface PreviewParts {
  file: FileShape;
  headers: GiveHeaders;
  onDownload: () => void;
}

export function Preview({ file, headers, onDownload }: PreviewParts): VNode | null {
  const [isOpen, setOpen] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  const address = usePicture(file.id, headers, place, () => setMissing(true));
  if (!file.preview || isMissing) return null;
  const { width, height } = file.preview;
  return (
    <>
      <button
        ref={place}
        type="button"
        class="preview-frame"
        style={{ aspectRatio: `${width} / ${height}` }}
        aria-label={t("web.preview_open", { name: file.name })}
        onClick={() => setOpen(address !== null)}
      >
        {address && <img src={address} alt="" width={width} height={height} />}
      </button>
      {isOpen && address && (
        <Lightbox
          name={file.name}
          address={address}
          onDownload={onDownload}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

interface LightboxParts {
  name: string;
  address: string;
  onDownload: () => void;
  onClose: () => void;
}

function Lightbox({ name, address, onDownload, onClose }: LightboxParts): VNode {
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
      class="lightbox"
      aria-label={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header>
        <span class="grow file-name">{name}</span>
        <button type="button" class="button" onClick={onDownload}>
          <Icon name="down" size={16} /> {t("web.preview_save")}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t("web.preview_close")}
          title={t("web.preview_close")}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <img src={address} alt={name} />
    </dialog>
  );
}

/** Fetched when it comes into sight; let go with the line that shows it. */
function usePicture(
  id: string,
  headers: GiveHeaders,
  place: { current: HTMLElement | null },
  onMissing: () => void,
): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let isOver = false;
    const load = async (): Promise<void> => {
      const answer = await fetch(`/api/files/${id}/preview`, { headers: await headers() });
      if (isOver) return;
      if (!answer.ok) {
        onMissing();
        return;
      }
      const picture = await answer.blob();
      if (isOver) return;
      made = URL.createObjectURL(picture);
      setAddress(made);
    };
    const sight = new IntersectionObserver((seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      sight.disconnect();
      // Without a connection the frame stays; it is tried again with the next drawing.
      load().catch(() => undefined);
    });
    if (place.current) sight.observe(place.current);
    return () => {
      isOver = true;
      sight.disconnect();
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return address;
}
