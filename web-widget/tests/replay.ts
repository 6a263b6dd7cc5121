// Replays histories of the real server through the real reducer: node replay.mjs histories.json
import { readFileSync } from "node:fs";
import { messagesOf } from "../src/shared/messages";
import type { EntryShape } from "../src/shared/protocol";
import { EMPTY, reduce, type State } from "../src/shared/store";

interface History {
  conversation: string;
  /** What a device held: the log up to some moment. */
  old: EntryShape[];
  /** What it heard alive after that, in any order, some of it twice, some of it never. */
  heard: EntryShape[];
  /** What a new device is told. */
  fresh: EntryShape[];
}

function seen(state: State, conversation: string): string {
  const log = state.logs[conversation];
  return JSON.stringify(log ? messagesOf(log) : []);
}

function replayed({ conversation, old, heard, fresh }: History): [string, string] {
  const last = fresh.at(-1)?.seq ?? 0;
  let state = reduce(EMPTY, { type: "synced", conversation, entries: old, lastSeq: old.length });
  for (const entry of heard) state = reduce(state, { type: "entry", entry });
  const have = state.logs[conversation]?.have ?? 0;
  const rest = fresh.filter((entry) => entry.seq > have);
  state = reduce(state, { type: "synced", conversation, entries: rest, lastSeq: last });
  const anew = reduce(EMPTY, { type: "synced", conversation, entries: fresh, lastSeq: last });
  return [seen(state, conversation), seen(anew, conversation)];
}

const histories: History[] = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
for (const history of histories) {
  const [applied, anew] = replayed(history);
  if (applied === anew) continue;
  process.stderr.write(JSON.stringify({ history, applied, anew }, null, 1));
  process.exit(1);
}
process.stdout.write(`${histories.length} histories: applied is fresh\n`);
