// The message that another one answers: a short look at it, and the way to it.
import type { VNode } from "preact";
import { plain } from "./markup";
import type { Message } from "./messages";
import type { QuoteShape } from "./protocol";
import { t } from "./texts";

const SHOWN_MS = 1600;
const LONGEST = 160;

export function Quote(parts: { quote: QuoteShape; onJump?: (() => void) | undefined }): VNode {
  const { author, text } = parts.quote;
  return (
    <button
      type="button"
      class="quote"
      aria-label={t("web.quote_jump", { name: author.name })}
      onClick={parts.onJump}
    >
      <b dir="auto">{author.name}</b>
      <span dir="auto">{plain(text) || t("web.deleted")}</span>
    </button>
  );
}

/** Above the field while an answer is written. */
export function Replying(parts: { quote: QuoteShape; onCancel: () => void }): VNode {
  return (
    <div class="editing replying">
      <span class="grow">
        {t("web.replying", { name: parts.quote.author.name })} <q>{plain(parts.quote.text)}</q>
      </span>
      <button type="button" class="link" onClick={parts.onCancel}>
        {t("web.cancel")}
      </button>
    </div>
  );
}

/** A message as it will be quoted; the hub writes the same from what it has stored. */
export function quoteOf({ id, seq, author, body, files }: Message): QuoteShape {
  const text = body || files.map((each) => each.name).join(", ");
  return { message: id, seq, author, text: text.replace(/\s+/g, " ").trim().slice(0, LONGEST) };
}

export const anchorOf = (message: string): string => `message-${message}`;

/** Shows a message that is drawn; false where it is not. */
export function show(message: string): boolean {
  const found = document.getElementById(anchorOf(message));
  if (!found) return false;
  found.scrollIntoView({ block: "center" });
  found.focus({ preventScroll: true });
  found.classList.add("shown");
  setTimeout(() => found.classList.remove("shown"), SHOWN_MS);
  return true;
}

/** Loads what lies before until the quoted message is there, and shows it. */
export async function jumpTo(
  quote: Pick<QuoteShape, "message" | "seq">,
  loadUntil: (seq: number) => Promise<unknown>,
): Promise<void> {
  if (show(quote.message)) return;
  await loadUntil(quote.seq);
  // Drawn in the next frame, and settled in the one after.
  requestAnimationFrame(() => requestAnimationFrame(() => show(quote.message)));
}
