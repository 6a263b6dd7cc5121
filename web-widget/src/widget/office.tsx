// When an answer may be expected, and whether somebody of the firm is here now.
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import "./office.css";
import { messagesOf } from "../shared/messages";
import { language, t } from "../shared/texts";
import { answerBy, isOpenAt, sayAnswerBy } from "./hours";
import { chat } from "./panel_state";

const LOOK_MS = 20_000;
const now = signal(Date.now());

/** Under the firm's name. */
export function OfficeLine(): VNode {
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const { firm, isStaffed } = chat.state.value;
  const isOpen = firm?.office ? isOpenAt(firm.office, now.value) : false;
  const words = isStaffed && isOpen ? t("web.somebody_here") : expected();
  return (
    <p class="head-line office">
      {isStaffed && <span class="here" role="img" aria-label={t("web.somebody_here")} />}
      {words ?? "\u00a0"}
    </p>
  );
}

/** Below a message that was sent while nobody is at work. */
export function AfterHours({ conversation }: { conversation: string }): VNode | null {
  const { firm, logs, me, pending } = chat.state.value;
  const log = logs[conversation];
  const last = log && messagesOf(log).findLast(({ kind }) => kind === "message");
  const isWaiting = pending.some((each) => each.conversation === conversation);
  const words = expected();
  if (!firm?.office || !words || isOpenAt(firm.office, now.value)) return null;
  const isMine = last !== undefined && last.author.id === me?.id && !last.isDeleted;
  if (!isWaiting && !isMine) return null;
  if (!isWaiting && last && isOpenAt(firm.office, Date.parse(last.at))) return null;
  return (
    <p class="after-hours" role="status">
      {t("web.closed_now")} {words}
    </p>
  );
}

function expected(): string | null {
  const office = chat.state.value.firm?.office;
  const moment = office ? answerBy(office, now.value) : null;
  return moment === null ? null : sayAnswerBy(moment, now.value, language.value);
}
