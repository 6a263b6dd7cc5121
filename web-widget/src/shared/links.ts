// Finds addresses in text: http and https only, whatever else looks like a link is text.

export type Piece = { text: string } | { href: string; text: string };

const ADDRESS = /(?<![\p{L}\p{N}:])https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
const TRAILING = ".,;:!?*_~]}»”’…";
const LONGEST = 2000;

export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimmed(found[0]);
    const href = safe(address);
    if (!href) continue;
    if (found.index > at) pieces.push({ text: text.slice(at, found.index) });
    pieces.push({ href, text: address });
    at = found.index + address.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** The address as the browser reads it, or null where it is not plain http(s). */
export function safe(address: string): string | null {
  if (address.length > LONGEST) return null;
  try {
    const url = new URL(address);
    const isWeb = url.protocol === "http:" || url.protocol === "https:";
    // A name before @ is only there to look like another site.
    return isWeb && url.hostname && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** Punctuation behind an address belongs to the sentence, as does a bracket opened before it. */
function trimmed(address: string): string {
  let end = address.length;
  let unopened = count(address, ")") - count(address, "(");
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (last === ")" && unopened > 0) unopened -= 1;
    else if (!TRAILING.includes(last)) break;
  }
  return address.slice(0, end);
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
