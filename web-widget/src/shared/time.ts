// Dates and times as people here write them, always of Helsinki's day and clock.
import type { Language } from "./texts";

export const ZONE = "Europe/Helsinki";
const DAY = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});
const CLOCK = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
});
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The calendar day, `2026-11-23`. */
export function dayOf(moment: string | Date): string {
  return DAY.format(typeof moment === "string" ? new Date(moment) : moment);
}

/** 14.05 in Finnish, 14:05 in Swedish and English. */
export function clock(moment: string, language: Language): string {
  const told = CLOCK.format(new Date(moment));
  return language === "fi" ? told.replace(":", ".") : told;
}

/** `2026-11-23` → 23.11.2026 in Finnish and Swedish, 23 Nov 2026 in English. */
export function date(day: string, language: Language): string {
  const [year = "", month = "", number = ""] = day.slice(0, 10).split("-");
  if (language === "en") return `${Number(number)} ${MONTHS[Number(month) - 1] ?? ""} ${year}`;
  return `${Number(number)}.${Number(month)}.${year}`;
}

/** Today's clock, otherwise the date: for a list. */
export function shortly(moment: string, language: Language, now = new Date()): string {
  const day = dayOf(moment);
  if (day !== dayOf(now)) return date(day, language);
  // In Finnish 12.11 alone could be a day as well.
  return language === "fi" ? `klo ${clock(moment, language)}` : clock(moment, language);
}

/** How many days ago a day is: 0 today, 1 yesterday. */
export function daysAgo(day: string, now = new Date()): number {
  return Math.round((Date.parse(dayOf(now)) - Date.parse(day)) / 86_400_000);
}
