// How the firm talks with its clients: changes to messages, receipts, office hours.
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sayProblem } from "../shared/chat";
import { t } from "../shared/texts";
import { call } from "./api";
import { toast } from "./desk";
import { Dialog } from "./dialog";

interface Open {
  opens: number;
  closes: number;
}

interface Rules {
  edit_minutes: number;
  has_staff_receipts: boolean;
  answer_minutes: number;
  week: (Open | null)[];
}

const USUAL: Open = { opens: 9 * 60, closes: 16 * 60 };
const EDIT_CHOICES = [0, 5, 15, 60, 24 * 60, 7 * 24 * 60];
const ANSWER_CHOICES = [0, 30, 60, 120, 240, 420];

export function TalkRules({ onClose }: { onClose: () => void }): VNode {
  const [rules, setRules] = useState<Rules | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const fail = (error: unknown) => setProblem(sayProblem(error, t));
  useEffect(() => {
    call<Rules>("GET", "/api/firm/talk").then(setRules).catch(fail);
  }, []);

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!rules) return;
    try {
      await call("PUT", "/api/firm/talk", rules);
      toast(t("console.rules_saved"));
      onClose();
    } catch (error) {
      fail(error);
    }
  };

  return (
    <Dialog title={t("console.rules")} onClose={onClose}>
      {!rules && !problem && <p class="soft">{t("web.loading")}</p>}
      {rules && (
        <form class="rules" onSubmit={(event) => void save(event)}>
          <Minutes
            label={t("console.rules_edit")}
            value={rules.edit_minutes}
            choices={EDIT_CHOICES}
            onChange={(edit_minutes) => setRules({ ...rules, edit_minutes })}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={rules.has_staff_receipts}
              onChange={({ currentTarget }) =>
                setRules({ ...rules, has_staff_receipts: currentTarget.checked })
              }
            />
            {t("console.rules_receipts")}
          </label>
          <Week week={rules.week} onChange={(week) => setRules({ ...rules, week })} />
          <Minutes
            label={t("console.rules_answer")}
            value={rules.answer_minutes}
            choices={ANSWER_CHOICES}
            onChange={(answer_minutes) => setRules({ ...rules, answer_minutes })}
          />
          {problem && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          <div class="row end">
            <button type="submit" class="button primary">
              {t("web.save")}
            </button>
          </div>
        </form>
      )}
      {!rules && problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

function Minutes(parts: {
  label: string;
  value: number;
  choices: readonly number[];
  onChange: (minutes: number) => void;
}): VNode {
  const choices = [...new Set([...parts.choices, parts.value])].sort((one, two) => one - two);
  return (
    <label>
      {parts.label}
      <select
        value={parts.value}
        onChange={({ currentTarget }) => parts.onChange(Number(currentTarget.value))}
      >
        {choices.map((each) => (
          <option key={each} value={each}>
            {sayLong(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Week(parts: {
  week: readonly (Open | null)[];
  onChange: (week: (Open | null)[]) => void;
}): VNode {
  const put = (at: number, day: Open | null) =>
    parts.onChange(parts.week.map((each, place) => (place === at ? day : each)));
  return (
    <fieldset>
      <legend>{t("console.rules_hours")}</legend>
      {parts.week.map((day, at) => {
        const name = t(`console.weekday_${at}`);
        return (
          <div class="day-row" key={at}>
            <label class="check">
              <input
                type="checkbox"
                checked={day !== null}
                onChange={({ currentTarget }) => put(at, currentTarget.checked ? USUAL : null)}
              />
              {name}
            </label>
            {day && (
              <>
                <Clock
                  label={t("console.rules_opens", { day: name })}
                  value={day.opens}
                  onChange={(opens) => put(at, { ...day, opens })}
                />
                <Clock
                  label={t("console.rules_closes", { day: name })}
                  value={day.closes}
                  onChange={(closes) => put(at, { ...day, closes })}
                />
              </>
            )}
          </div>
        );
      })}
      <p class="soft">{t("console.rules_holidays")}</p>
    </fieldset>
  );
}

function Clock(parts: {
  label: string;
  value: number;
  onChange: (minutes: number) => void;
}): VNode {
  // A day that lasts to midnight ends one minute before it in the browser's own field.
  const minutes = Math.min(parts.value, 24 * 60 - 1);
  const two = (number: number) => String(number).padStart(2, "0");
  return (
    <input
      type="time"
      required
      aria-label={parts.label}
      value={`${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`}
      onChange={({ currentTarget }) => {
        const [hour, minute] = currentTarget.value.split(":").map(Number);
        if (hour !== undefined && minute !== undefined) parts.onChange(hour * 60 + minute);
      }}
    />
  );
}

function sayLong(minutes: number): string {
  if (minutes === 0) return t("console.minutes_none");
  if (minutes % (24 * 60) === 0) return t("console.days", { count: minutes / (24 * 60) });
  return minutes % 60 === 0
    ? t("console.hours_long", { count: minutes / 60 })
    : t("console.minutes_long", { count: minutes });
}
