// One's own day at the side: tasks to tick, hours against the target, a line to log more.
import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import { Card } from "../shared/card";
import { sayProblem } from "../shared/chat";
import { Icon } from "../shared/icons";
import { language, t } from "../shared/texts";
import { date } from "../shared/time";
import { call } from "./api";
import {
  chat,
  colleagues,
  complain,
  dismiss,
  mentions,
  NOWHERE,
  openMention,
  pane,
  press,
  privateCards,
  refreshToday,
  runCommand,
  today,
} from "./desk";
import { PhoneChoices } from "./header";
import { PrivateCard } from "./private_card";
import type { HourEntry, Task } from "./shapes";

const MOST_TASKS = 12;

export function TodayPanel(): VNode {
  const day = today.value;
  return (
    <aside class="today" aria-label={t("console.today")}>
      <div class="today-head">
        <button
          type="button"
          class="icon-button only-phone"
          aria-label={t("web.back")}
          onClick={() => {
            pane.value = "list";
          }}
        >
          <Icon name="back" />
        </button>
        <h2>{t("console.today")}</h2>
        {day && <span class="soft">{date(day.date, language.value)}</span>}
      </div>
      {!day && <p class="soft">{t("web.loading")}</p>}
      <Mentions />
      {day && <Hours />}
      {day && <Tasks tasks={day.tasks} />}
      {(privateCards.value[NOWHERE] ?? []).map(({ card }) => (
        <PrivateCard key={card.id ?? card.title} card={card} onClose={() => dismiss(NOWHERE, card)}>
          <Card card={card} onPress={press} sayProblem={(error) => sayProblem(error, t)} />
        </PrivateCard>
      ))}
      <Present />
      <PhoneChoices />
    </aside>
  );
}

/** Which colleagues are here now. */
function Present(): VNode | null {
  const { present, me } = chat.state.value;
  const names = colleagues.value
    .filter(({ id }) => id !== me?.id && present.includes(id))
    .map(({ name }) => name);
  if (names.length === 0) return null;
  return (
    <section aria-label={t("console.present")}>
      <h3>{t("console.present")}</h3>
      <ul class="present">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </section>
  );
}

function Mentions(): VNode | null {
  if (mentions.value.length === 0) return null;
  return (
    <section aria-label={t("console.mentions")}>
      <h3>
        {t("console.mentions")} <span class="soft">{mentions.value.length}</span>
      </h3>
      <ul class="mentions">
        {mentions.value.map((each) => (
          <li key={each.message}>
            <button type="button" onClick={() => void openMention(each).catch(complain)}>
              <b>{each.author}</b> <span class="soft">{each.client.name}</span>
              <small>{each.text}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hours(): VNode | null {
  const hours = today.value?.hours;
  if (!hours) return null;
  return (
    <section aria-label={t("console.hours")}>
      <h3>{t("console.hours")}</h3>
      <Bar label={t("console.day")} minutes={hours.minutes} target={hours.target_minutes} />
      <Bar
        label={t("console.week")}
        minutes={hours.week_minutes}
        target={hours.week_target_minutes}
      />
      <ul class="entries">
        {hours.entries.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
      {hours.entries.length === 0 && <p class="soft">{t("console.no_hours")}</p>}
      <QuickHours />
    </section>
  );
}

function Bar({
  label,
  minutes,
  target,
}: {
  label: string;
  minutes: number;
  target: number;
}): VNode {
  const said = `${sayMinutes(minutes)} / ${sayMinutes(target)}`;
  return (
    <div class="bar">
      <p>
        <span>{label}</span>
        <span class="figures">{said}</span>
      </p>
      <progress
        max={Math.max(target, 1)}
        value={Math.min(minutes, Math.max(target, 1))}
        aria-label={`${label}: ${said}`}
      />
    </div>
  );
}

function Entry({ entry }: { entry: HourEntry }): VNode {
  const remove = async (): Promise<void> => {
    try {
      await call("DELETE", `/api/hours/${entry.id}`);
      await refreshToday();
    } catch (error) {
      complain(error);
    }
  };
  const what = [entry.activity, entry.comment].filter(Boolean).join(" · ");
  return (
    <div class="entry">
      <span class="figures">{sayMinutes(entry.minutes)}</span>
      <span class="grow">
        {entry.client.name}
        {what && <small>{what}</small>}
      </span>
      {!entry.is_approved && (
        <button
          type="button"
          class="icon-button small"
          aria-label={t("console.delete_entry", { client: entry.client.name })}
          onClick={() => void remove()}
        >
          <Icon name="bin" size={16} />
        </button>
      )}
    </div>
  );
}

/** "1,5 Acme alv" and Enter: the preview comes as a card. */
function QuickHours(): VNode {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const log = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!text.trim()) return;
    setProblem(null);
    try {
      await runCommand(`/hours ${text.trim()}`);
      setText("");
    } catch (error) {
      setProblem(sayProblem(error, t));
    }
  };
  return (
    <form class="quick" onSubmit={(event) => void log(event)}>
      <label for={id}>{t("console.log_hours")}</label>
      <div class="row">
        <input
          id={id}
          type="text"
          placeholder={t("console.log_hours_example")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {t("console.log")}
        </button>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

function Tasks({ tasks }: { tasks: readonly Task[] }): VNode {
  return (
    <section aria-label={t("console.tasks")}>
      <h3>
        {t("console.tasks")} <span class="soft">{tasks.length}</span>
      </h3>
      {tasks.length === 0 && <p class="soft">{t("console.no_tasks")}</p>}
      <ul class="tasks">
        {tasks.slice(0, MOST_TASKS).map((task) => (
          <li key={task.id}>
            <TaskLine task={task} />
          </li>
        ))}
      </ul>
      {tasks.length > MOST_TASKS && (
        <p class="soft">{t("console.more_tasks", { count: tasks.length - MOST_TASKS })}</p>
      )}
    </section>
  );
}

function TaskLine({ task }: { task: Task }): VNode {
  const [isDone, setDone] = useState(task.state === "done");
  const tick = async (wanted: boolean): Promise<void> => {
    setDone(wanted);
    try {
      await call("POST", `/api/tasks/${task.id}/${wanted ? "done" : "reopen"}`);
    } catch (error) {
      setDone(!wanted);
      complain(error);
    }
  };
  return (
    <label class={`task ${isDone ? "done" : ""}`}>
      <input
        type="checkbox"
        checked={isDone}
        onChange={(event) => void tick(event.currentTarget.checked)}
      />
      <span class="grow">
        {task.title}
        <small>
          {task.client.name}
          {task.due_on && (
            <span class={task.is_late ? "late" : ""}> · {date(task.due_on, language.value)}</span>
          )}
        </small>
      </span>
    </label>
  );
}

/** 90 → "1 t 30 min" in Finnish and Swedish, "1 h 30 min" in English. */
export function sayMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const unit = language.value === "en" ? "h" : "t";
  const parts = [
    ...(hours ? [`${hours} ${unit}`] : []),
    ...(rest || !hours ? [`${rest} min`] : []),
  ];
  return parts.join(" ");
}
