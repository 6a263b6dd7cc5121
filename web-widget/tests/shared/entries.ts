// A conversation as the hub would write it, for tests.
import type { EntryShape } from "../../src/shared/protocol";

export const CONVERSATION = "00000000-0000-7000-8000-00000000000c";
export const ANNA = {
  kind: "staff",
  id: "00000000-0000-7000-8000-0000000000a1",
  name: "Anna",
} as const;
export const AINO = {
  kind: "contact",
  id: "00000000-0000-7000-8000-0000000000b1",
  name: "Aino",
} as const;

export function idOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

export function entry(seq: number, more: Partial<EntryShape> = {}): EntryShape {
  return {
    conversation: CONVERSATION,
    seq,
    kind: "message",
    id: idOf(1000 + seq),
    author: ANNA,
    at: new Date(Date.UTC(2026, 10, 23, 12, 0, seq)).toISOString(),
    body: `message ${seq}`,
    ...more,
  };
}
