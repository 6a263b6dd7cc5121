// Moments that staff name: tomorrow morning, Monday, a day and time — always of Helsinki's clock.
import type { Language } from "../shared/texts";
import { clock, date, dayOf, ZONE } from "../shared/time";

const MORNING = "09:00";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WALL = new Intl.DateTimeFormat("sv-SE", {
  timeZone: ZONE,
  dateStyle: "short",
  timeStyle: "short",
});

export interface Choice {
  key: string;
  at: Date;
}

/** What the snooze menu offers. */
export function choices(now = new Date()): Choice[] {
  const weekday = new Date(`${dayOf(now)}T12:00:00Z`).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  return [
    { key: "console.snooze_hours", at: new Date(now.getTime() + 3 * HOUR_MS) },
    { key: "console.snooze_tomorrow", at: morning(now, 1) },
    { key: "console.snooze_monday", at: morning(now, toMonday) },
    { key: "console.snooze_week", at: morning(now, 7) },
  ];
}

/** `2026-11-25T09:00` on Helsinki's wall, as a moment: summer and winter. */
export function onWall(local: string): Date {
  const winter = new Date(`${local}:00+02:00`);
  return WALL.format(winter).replace(" ", "T") === local ? winter : new Date(`${local}:00+03:00`);
}

/** The wall's reading of a moment, as the browser's field of day and time takes it. */
export function wallOf(at: Date): string {
  return WALL.format(at).replace(" ", "T");
}

export function moment(at: string, language: Language): string {
  return `${date(dayOf(at), language)} ${clock(at, language)}`;
}

function morning(now: Date, days: number): Date {
  const noon = new Date(`${dayOf(now)}T12:00:00Z`).getTime() + days * DAY_MS;
  return onWall(`${new Date(noon).toISOString().slice(0, 10)}T${MORNING}`);
}
