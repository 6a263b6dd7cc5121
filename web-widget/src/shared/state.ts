// What a page knows of its conversations, and the entries it holds.
import type {
  ConversationShape,
  EntryShape,
  FirmShape,
  Me,
  PersonShape,
  QuoteShape,
  ReadEvent,
} from "./protocol";

/** A message on its way: shown at once, replaced by the entry with the same `client_id`. */
export interface Pending {
  conversation: string;
  client_id: string;
  body: string;
  files: readonly PendingFile[];
  at: string;
  state: "waiting" | "failed";
  /** It lies on the device's disk, so neither reload nor crash can lose it. */
  isKept?: boolean;
  /** The hub's own sentence, where it refused. */
  problem?: string;
  quote?: QuoteShape;
  /** Staff named in a note. */
  mentions?: readonly PersonShape[];
}

export interface PendingFile {
  id: string;
  name: string;
  size: number;
  media_type: string;
}

export interface Log {
  /** Sorted by seq, without doubles; from `first` on there are no gaps up to `have`. */
  entries: readonly EntryShape[];
  /** Everything up to here is known: what `sync` sends. */
  have: number;
  /** Entries came that are not the next one: ask for what lies between. */
  hasGap: boolean;
  /** There is more before the first entry. */
  hasMore: boolean;
}

export interface State {
  me: Me | null;
  firm: FirmShape | null;
  conversations: Readonly<Record<string, ConversationShape>>;
  logs: Readonly<Record<string, Log>>;
  pending: readonly Pending[];
  /** conversation → reader → their mark */
  reads: Readonly<Record<string, Readonly<Record<string, ReadEvent>>>>;
  /** For staff: how many of the client may read a conversation. */
  audiences: Readonly<Record<string, number>>;
  /** Somebody of the firm is here; for staff: who. */
  isStaffed: boolean;
  present: readonly string[];
}

export const EMPTY_LOG: Log = { entries: [], have: 0, hasGap: false, hasMore: false };

export const EMPTY: State = {
  me: null,
  firm: null,
  conversations: {},
  logs: {},
  pending: [],
  reads: {},
  audiences: {},
  isStaffed: false,
  present: [],
};
