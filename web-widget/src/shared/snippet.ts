// The part of a message around the first word that was found, in pieces: text, never HTML.
export interface Piece {
  text: string;
  hit: boolean;
}

const BEFORE = 50;
const LENGTH = 180;

export function marked(body: string, marks: readonly (readonly [number, number])[]): Piece[] {
  const first = marks[0]?.[0] ?? 0;
  const start = first > BEFORE ? body.lastIndexOf(" ", first - BEFORE + 10) + 1 : 0;
  const end = Math.max(start + LENGTH, marks[0]?.[1] ?? 0);
  const pieces: Piece[] = start > 0 ? [{ text: "…", hit: false }] : [];
  let at = start;
  for (const [from, to] of marks) {
    if (from < at || to > end) continue;
    if (from > at) pieces.push({ text: body.slice(at, from), hit: false });
    pieces.push({ text: body.slice(from, to), hit: true });
    at = to;
  }
  if (at < body.length) {
    const rest = body.slice(at, end);
    pieces.push({ text: end < body.length ? `${rest}…` : rest, hit: false });
  }
  return pieces;
}
