// By when the firm means to answer, of its coming open hours: pure, and told in the reader's words.
import type { OfficeShape } from "../shared/protocol";
import { type Language, t } from "../shared/texts";
import { clock, date, dayOf, daysAgo } from "../shared/time";

const MINUTE_MS = 60_000;
const DAYS_OF_WEEK = 7;

export function isOpenAt({ open }: OfficeShape, moment: number): boolean {
  return open.some((span) => Date.parse(span.opens) <= moment && moment < Date.parse(span.closes));
}

/** So many open minutes from now; null where the firm has told no hours that far. */
export function answerBy({ open, answer_minutes }: OfficeShape, now: number): number | null {
  let left = answer_minutes * MINUTE_MS;
  for (const span of open) {
    const from = Math.max(now, Date.parse(span.opens));
    const room = Date.parse(span.closes) - from;
    if (room < 0) continue;
    if (left <= room) return from + left;
    left -= room;
  }
  return null;
}

/** "Vastaamme huomenna klo 9 mennessä" */
export function sayAnswerBy(moment: number, now: number, language: Language): string {
  const at = new Date(moment).toISOString();
  const day = dayOf(at);
  const ahead = -daysAgo(day, new Date(now));
  const time = shortClock(at, language);
  if (ahead <= 0) return t("web.answer_today", { time });
  if (ahead === 1) return t("web.answer_tomorrow", { time });
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  const name = ahead < DAYS_OF_WEEK ? t(`web.on_day_${weekday}`) : date(day, language);
  return t("web.answer_on", { day: name, time });
}

/** 9 instead of 09.00, as it is said in Finnish and Swedish. */
function shortClock(at: string, language: Language): string {
  const told = clock(at, language).replace(/^0/, "");
  return language === "en" ? told : told.replace(/[.:]00$/, "");
}
