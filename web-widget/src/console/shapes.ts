// What the HTTP side tells the console, as /api/openapi.json promises it.
import type { Language } from "../shared/texts";

export interface Session {
  staff: {
    id: string;
    name: string;
    email: string;
    role: string;
    rights: string[];
    language: Language;
  };
  firm: { id: string; name: string; language: Language; sandbox: boolean; demo?: boolean };
  csrf: string;
}

export interface ClientName {
  number: string;
  name: string;
}

export interface Task {
  id: string;
  title: string;
  client: ClientName;
  due_on: string | null;
  state: "open" | "done";
  is_late: boolean;
}

export interface HourEntry {
  id: string;
  client: ClientName;
  activity: string | null;
  minutes: number;
  comment: string;
  billable: boolean;
  is_approved: boolean;
}

/** A note that names one; `seq` is its place in the notes. */
export interface Mention {
  message: string;
  conversation: string;
  notes: string;
  seq: number;
  client: ClientName;
  author: string;
  text: string;
  at: string;
}

export interface Person {
  id: string;
  name: string;
}

export interface Today {
  date: string;
  mentions: Mention[];
  tasks: Task[];
  hours: {
    minutes: number;
    target_minutes: number;
    week_minutes: number;
    week_target_minutes: number;
    entries: HourEntry[];
  };
}

export interface Command {
  name: string;
  usage: string;
  summary: string;
}
