// The small markup of messages as nodes: never as HTML, so nothing in a message can run.
import type { ComponentChildren, VNode } from "preact";
import { linked } from "./links";

const LIST = /^\s{0,3}(?:[-•*]|(\d{1,3})[.)])\s+(.*)$/;
// Code first: nothing inside it is markup. Marks stand at the edge of words.
const INLINE =
  /`([^`\n]+)`|(?<![\p{L}\p{N}*])(\*{1,2})(?=\S)([^*\n]*[^*\s])\2(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_/.])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/gu;
const FENCE = /^```\s*$/;
const ADDRESS = /https?:\/\/\S+/gi;

type Block =
  | { kind: "text"; lines: string[] }
  | { kind: "code"; lines: string[] }
  | { kind: "list"; start: number | null; items: string[] };

export function Markup({ text }: { text: string }): VNode {
  return <>{blocksOf(text).map((block, at) => drawn(block, at))}</>;
}

/** The same without marks, for a list line or a title. */
export function plain(text: string): string {
  return text
    .replace(/```/g, " ")
    .replace(
      INLINE,
      (whole, code, _, bold, italic, struck) => code ?? bold ?? italic ?? struck ?? whole,
    )
    .replace(/\s+/g, " ")
    .trim();
}

function drawn(block: Block, key: number): VNode {
  if (block.kind === "code") {
    return (
      <pre key={key}>
        <code>{block.lines.join("\n")}</code>
      </pre>
    );
  }
  if (block.kind === "text") {
    return <p key={key}>{withBreaks(block.lines)}</p>;
  }
  const items = block.items.map((item, at) => <li key={at}>{inline(item)}</li>);
  if (block.start === null) return <ul key={key}>{items}</ul>;
  return (
    <ol key={key} start={block.start}>
      {items}
    </ol>
  );
}

function withBreaks(lines: string[]): ComponentChildren[] {
  return lines.flatMap((line, at) =>
    at ? [<br key={`b${at}`} />, ...inline(line)] : inline(line),
  );
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let isCode = false;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    if (FENCE.test(line)) {
      isCode = !isCode;
      if (isCode) blocks.push({ kind: "code", lines: [] });
      else blocks.push({ kind: "text", lines: [] });
      continue;
    }
    const last = blocks.at(-1);
    if (isCode && last?.kind === "code") last.lines.push(line);
    else take(blocks, line);
  }
  return blocks.filter((block) => block.kind !== "text" || block.lines.length > 0);
}

function take(blocks: Block[], line: string): void {
  const last = blocks.at(-1);
  const item = LIST.exec(line);
  if (item) {
    const start = item[1] === undefined ? null : Number(item[1]);
    const isSame = last?.kind === "list" && (last.start === null) === (start === null);
    if (isSame) last.items.push(item[2] ?? "");
    else blocks.push({ kind: "list", start, items: [item[2] ?? ""] });
  } else if (!line.trim()) {
    if (last?.kind !== "text" || last.lines.length > 0) blocks.push({ kind: "text", lines: [] });
  } else if (last?.kind === "text") last.lines.push(line);
  else blocks.push({ kind: "text", lines: [line] });
}

/** Marks inside an address are part of it, so addresses are cut out first. */
function inline(text: string, depth = 0): ComponentChildren[] {
  const nodes: ComponentChildren[] = [];
  const addresses = [...text.matchAll(ADDRESS)].map((each) => [
    each.index,
    each.index + each[0].length,
  ]);
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const isInAddress = addresses.some(
      ([start = 0, end = 0]) => found.index > start && found.index < end,
    );
    if (isInAddress || found.index < at) continue;
    nodes.push(...links(text.slice(at, found.index)));
    nodes.push(marked(found, depth, nodes.length));
    at = found.index + found[0].length;
  }
  nodes.push(...links(text.slice(at)));
  return nodes;
}

function marked(found: RegExpMatchArray, depth: number, key: number): VNode {
  const [, code, , bold, italic, struck] = found;
  const inner = (text: string) => (depth < 3 ? inline(text, depth + 1) : [text]);
  if (code !== undefined) return <code key={key}>{code}</code>;
  if (bold !== undefined) return <strong key={key}>{inner(bold)}</strong>;
  if (italic !== undefined) return <em key={key}>{inner(italic)}</em>;
  return <s key={key}>{inner(struck ?? "")}</s>;
}

function links(text: string): ComponentChildren[] {
  return linked(text).map((piece, at) =>
    "href" in piece ? (
      <a key={at} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ) : (
      piece.text
    ),
  );
}
