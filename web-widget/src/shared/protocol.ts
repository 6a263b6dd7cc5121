// The wire of the hub, made of protocol.schema.json by `npm run protocol`: never by hand.

export interface Protocol {
  answers: {
    "card.press": CardAnswer;
    command: CardAnswer;
    "conversation.assign": ConversationAnswer;
    "conversation.close": ConversationAnswer;
    "conversation.open": ConversationAnswer;
    "conversation.snooze": ConversationAnswer;
    hello: HelloAnswer;
    history: HistoryAnswer;
    "message.delete": EntryAnswer;
    "message.edit": EntryAnswer;
    "message.send": EntryAnswer;
    "reaction.set": EntryAnswer;
    "read.mark": ReadAnswer;
    search: SearchAnswer;
    sync: SyncAnswer;
  };
  auth: ConnectAuth;
  events: {
    bye: ByeEvent;
    conversation: ConversationShape;
    entry: EntryShape;
    presence: PresenceEvent;
    read: ReadEvent;
    resync: ResyncEvent;
    typing: TypingEvent;
  };
  refusal: Refusal;
  requests: {
    "card.press": CardPress;
    command: CommandRun;
    "conversation.assign": ConversationAssign;
    "conversation.close": ConversationClose;
    "conversation.open": ConversationOpen;
    "conversation.snooze": ConversationSnooze;
    hello: Hello;
    history: History;
    "message.delete": MessageDelete;
    "message.edit": MessageEdit;
    "message.send": MessageSend;
    "reaction.set": ReactionSet;
    "read.mark": ReadMark;
    search: Search;
    sync: Sync;
    typing: Typing;
  };
}
export interface CardAnswer {
  card: CardShape;
  ok: true;
}
/**
 * `id` is null on a card that is not kept: its buttons, if any, do nothing.
 */
export interface CardShape {
  buttons: ButtonShape[];
  fields: CardFieldShape[];
  form?: FormShape | null;
  id: string | null;
  kind: string;
  lines: string[];
  state: "open" | "done" | "failed" | "info";
  title: string;
  updated_at?: string | null;
}
export interface ButtonShape {
  confirm?: string | null;
  id: string;
  label: string;
  style: "default" | "primary" | "danger";
}
export interface CardFieldShape {
  label: string;
  value: string;
}
export interface FormShape {
  fields: FormFieldShape[];
}
export interface FormFieldShape {
  hint?: string | null;
  id: string;
  kind: "text" | "textarea" | "number" | "date" | "select" | "checkbox" | "file";
  label: string;
  options?: OptionShape[];
  required?: boolean;
  value?: string | null;
}
export interface OptionShape {
  label: string;
  value: string;
}
export interface ConversationAnswer {
  conversation: ConversationShape;
  ok: true;
}
/**
 * A line of the list. `client` is the client's number; `notes…` is the staff's twin.
 *
 * A message makes it the other side's turn, and opens it when it was closed; a contact's message
 * ends a snooze. `private`: of one contact alone. Who has it in hand, only staff are told.
 */
export interface ConversationShape {
  assigned?: PersonShape | null;
  client: string;
  client_name: string;
  id: string;
  last_entry_at: string | null;
  last_seq: number;
  last_text: string;
  notes?: string | null;
  notes_last_seq?: number | null;
  notes_read_seq?: number | null;
  notes_unread?: number | null;
  private?: boolean;
  private_to?: PersonShape | null;
  read_seq: number;
  snoozed_until?: string | null;
  state: "open" | "waiting_us" | "waiting_client" | "closed";
  title: string;
  unread: number;
}
export interface PersonShape {
  id: string;
  name: string;
}
/**
 * `reads` are the marks of others; `audiences`, for staff: how many contacts may read each.
 *
 * `is_staffed`: somebody of the firm is here; `present`, for staff: who.
 */
export interface HelloAnswer {
  audiences?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$".
     */
    [k: string]: number | undefined;
  } | null;
  conversations: ConversationShape[];
  firm: FirmShape;
  is_staffed: boolean;
  me: Me;
  ok: true;
  present?: string[] | null;
  reads: ReadEvent[];
  server_time: string;
}
export interface FirmShape {
  demo: boolean;
  edit_minutes?: number | null;
  id: string;
  language: "fi" | "sv" | "en";
  name: string;
  office?: OfficeShape | null;
}
/**
 * When the firm is open next, and within how many open minutes it means to answer.
 */
export interface OfficeShape {
  answer_minutes: number;
  open: OpenSpan[];
}
export interface OpenSpan {
  closes: string;
  opens: string;
}
export interface Me {
  client?: string | null;
  id: string;
  kind: "contact" | "staff";
  language: "fi" | "sv" | "en";
  name: string;
  rights?: string[];
}
/**
 * Somebody has read up to here; staff are told to contacts only where the firm says so.
 */
export interface ReadEvent {
  conversation: string;
  kind: "contact" | "staff";
  name: string;
  reader: string;
  seq: number;
}
/**
 * `more` lies beyond the end that was read towards; around a number: before the first.
 *
 * `newer`, around a number: more lies after the last. `changes`: edits, reactions and newer
 * states of what is here that stand after it.
 */
export interface HistoryAnswer {
  changes?: EntryShape[];
  entries: EntryShape[];
  more: boolean;
  newer?: boolean | null;
  ok: true;
}
/**
 * One numbered thing of a conversation; sort by `seq`, never by arrival.
 */
export interface EntryShape {
  at: string;
  author: Author;
  body?: string | null;
  card?: CardShape | null;
  client_id?: string | null;
  conversation: string;
  emoji?: string | null;
  files?: FileShape[] | null;
  id: string;
  kind: "message" | "edit" | "delete" | "reaction" | "card" | "status";
  mentions?: PersonShape[] | null;
  message?: string | null;
  on?: boolean | null;
  quote?: QuoteShape | null;
  seq: number;
  status?: StatusShape | null;
}
export interface Author {
  id: string | null;
  kind: "contact" | "staff" | "bot" | "system";
  name: string;
}
/**
 * `flags` warn of what lies inside; they are no reason to refuse it.
 */
export interface FileShape {
  flags?: ("macros" | "external_links" | "active" | "locked" | "misnamed")[] | null;
  id: string;
  media_type: string;
  name: string;
  preview?: PreviewShape | null;
  size: number;
  state: "quarantined" | "clean" | "refused";
}
/**
 * The size in pixels of a file's picture at `/api/files/{id}/preview`.
 */
export interface PreviewShape {
  height: number;
  width: number;
}
/**
 * The earlier message that this one answers; `text` is empty once that was deleted.
 */
export interface QuoteShape {
  author: Author;
  message: string;
  seq: number;
  text: string;
}
/**
 * What a status entry changed: only the fields that are there. The last two only staff hear of.
 */
export interface StatusShape {
  assigned?: PersonShape | null;
  snoozed_until?: string | null;
  state?: ("open" | "waiting_us" | "waiting_client" | "closed") | null;
}
export interface EntryAnswer {
  entry: EntryShape;
  ok: true;
}
export interface ReadAnswer {
  ok: true;
  read_seq: number;
}
export interface SearchAnswer {
  hits: HitShape[];
  ok: true;
}
/**
 * A message as it stands now; `marks`: found words as [start, end] in UTF-16 units of its body.
 */
export interface HitShape {
  at: string;
  author: Author;
  body?: string | null;
  card?: CardShape | null;
  client_id?: string | null;
  conversation: string;
  emoji?: string | null;
  files?: FileShape[] | null;
  id: string;
  kind: "message" | "edit" | "delete" | "reaction" | "card" | "status";
  marks: number[][];
  mentions?: PersonShape[] | null;
  message?: string | null;
  on?: boolean | null;
  quote?: QuoteShape | null;
  seq: number;
  status?: StatusShape | null;
}
export interface SyncAnswer {
  conversations: SyncedConversation[];
  ok: true;
}
/**
 * `complete` is false where more is to be had: sync again with what you have then.
 */
export interface SyncedConversation {
  complete: boolean;
  entries: EntryShape[];
  id: string;
  last_seq: number;
}
/**
 * The Socket.IO `auth` payload. `have` is what `sync` would send.
 */
export interface ConnectAuth {
  have?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$".
     */
    [k: string]: number | undefined;
  };
  token: string;
}
/**
 * `expired`, `signed_out`, `access`, `slow`, `errors`, `restart`: what to do next is yours.
 */
export interface ByeEvent {
  reason: "expired" | "signed_out" | "access" | "slow" | "errors" | "restart";
}
/**
 * Staff hear who; a contact only whether somebody of the firm is here.
 */
export interface PresenceEvent {
  on: boolean;
  who?: string | null;
}
/**
 * The client must `sync`; with a conversation, that one only.
 */
export interface ResyncEvent {
  conversation?: string | null;
}
export interface TypingEvent {
  conversation: string;
  name: string;
  on: boolean;
  who: string;
}
export interface Refusal {
  error: Problem;
  ok: false;
}
export interface Problem {
  code:
    | "invalid"
    | "not_found"
    | "forbidden"
    | "conflict"
    | "rate_limited"
    | "too_large"
    | "unavailable"
    | "unknown_event"
    | "unauthorized";
  field?: string | null;
  message: string;
  retry_after?: number | null;
}
/**
 * Pressing twice with one `client_id` does the thing once.
 */
export interface CardPress {
  button: string;
  card: string;
  client_id: string;
  values?: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[\w.:-]+$".
     */
    [k: string]: string | number | boolean | string[] | null | undefined;
  };
}
/**
 * A sentence to the bot (staff); the card comes back to the asker alone.
 */
export interface CommandRun {
  conversation?: string | null;
  text: string;
}
/**
 * Into whose hand it goes; null is nobody's.
 */
export interface ConversationAssign {
  conversation: string;
  staff: string | null;
}
/**
 * Close it, or open it again (`closed: false`); a new message opens it too.
 */
export interface ConversationClose {
  closed?: boolean;
  conversation: string;
}
/**
 * Staff names the client by its number; a contact opens one with its own firm.
 *
 * `private`: seen by one contact alone, the one who asks or whom staff name in `contact`.
 */
export interface ConversationOpen {
  client?: string | null;
  contact?: string | null;
  private?: boolean;
  title?: string | null;
}
/**
 * Out of the way until then (ISO 8601 with a zone), or back at once with null.
 */
export interface ConversationSnooze {
  conversation: string;
  until: string | null;
}
/**
 * Who am I, and which conversations are mine.
 */
export interface Hello {}
/**
 * A page before or after a number, or around it; the newest where nothing is said.
 */
export interface History {
  after?: number | null;
  around?: number | null;
  before?: number | null;
  conversation: string;
  limit?: number;
}
export interface MessageDelete {
  client_id: string;
  conversation: string;
  message: string;
}
export interface MessageEdit {
  body: string;
  client_id: string;
  conversation: string;
  message: string;
}
/**
 * `client_id` is the sender's own UUID: a repeated send gives the same answer.
 *
 * `reply_to` is an earlier message of the same conversation; `mentions` are staff, in notes only.
 */
export interface MessageSend {
  body: string;
  client_id: string;
  conversation: string;
  /**
   * @maxItems 10
   */
  files?: string[];
  /**
   * @maxItems 20
   */
  mentions?: string[];
  reply_to?: string | null;
}
export interface ReactionSet {
  client_id: string;
  conversation: string;
  emoji: string;
  message: string;
  on: boolean;
}
/**
 * Read up to here; the largest mark wins.
 */
export interface ReadMark {
  conversation: string;
  seq: number;
}
/**
 * `before` is a message: only older ones than that.
 */
export interface Search {
  before?: string | null;
  conversation?: string | null;
  limit?: number;
  text: string;
}
/**
 * What I have of each conversation; the answer holds what came after.
 */
export interface Sync {
  have: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$".
     */
    [k: string]: number | undefined;
  };
}
export interface Typing {
  conversation: string;
  on: boolean;
}
