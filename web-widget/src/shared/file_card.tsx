// A file of a message: its picture where there is one, its name, what to beware of, and the way to it.
import type { VNode } from "preact";
import { type GiveHeaders, sizeOf } from "./files";
import { Icon } from "./icons";
import { lazy } from "./lazy";
import type { PreviewParts } from "./preview";
import type { FileShape } from "./protocol";
import { language, t } from "./texts";

const Preview = lazy<PreviewParts>(
  async () => (await import("./preview")).Preview,
  ({ file }) => <Frame preview={file.preview} />,
);

export interface FileCardParts {
  file: FileShape;
  headers: GiveHeaders;
  onDownload: (file: FileShape) => void;
}

export function FileCard({ file, headers, onDownload }: FileCardParts): VNode {
  const size = sizeOf(file.size, language.value);
  const state = { quarantined: "web.file_checking", refused: "web.file_refused", clean: "" };
  const note = state[file.state];
  const isClean = file.state === "clean";
  return (
    <>
      {isClean && file.preview && (
        <Preview file={file} headers={headers} onDownload={() => onDownload(file)} />
      )}
      <button
        type="button"
        class="file-card"
        disabled={!isClean}
        aria-label={t("web.file_download", { name: file.name, size })}
        onClick={() => onDownload(file)}
      >
        <Icon name={isClean ? "file" : "clock"} />
        <span class="grow">
          <span class="file-name">{file.name}</span>
          <small>{note ? `${size} · ${t(note)}` : size}</small>
        </span>
      </button>
      {file.flags?.map((flag) => (
        <p key={flag} class="file-flag">
          <Icon name="alert" size={14} /> {t(`web.flag_${flag}`)}
        </p>
      ))}
    </>
  );
}

/** The room of a picture that is not here yet: nothing jumps when it comes. */
function Frame({ preview }: { preview: FileShape["preview"] | undefined }): VNode | null {
  if (!preview) return null;
  const style = { aspectRatio: `${preview.width} / ${preview.height}` };
  return <div class="preview-frame" style={style} />;
}
