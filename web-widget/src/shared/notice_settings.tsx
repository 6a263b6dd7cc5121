// How one wants to be told while away: the way, how often, quiet hours; for the firm, when one is away.
import "./notice_settings.css";
import { signal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { RefusedError } from "./answers";
import type { GiveHeaders } from "./files";
import { parsed, refusalOf } from "./files";
import { askBrowser } from "./push";
import { type Language, language, t as onPage } from "./texts";

export interface NoticeSettingsParts {
  headers: GiveHeaders;
  onDone: () => void;
  isClient?: boolean;
  /** May set when people of the firm count as away. */
  isAdmin?: boolean;
}

interface Choice {
  way: string;
  digest: string;
  quiet_from: string | null;
  quiet_to: string | null;
  time_zone: string;
}

const DIGESTS = ["now", "hourly", "daily"];
const STAFF_WAYS = ["auto", "slack", "email", "off"];
const CLIENT_WAYS = ["email", "push", "off"];

const LOADING: Record<Language, () => Promise<{ default: Readonly<Record<string, string>> }>> = {
  fi: () => import("virtual:texts/settings.fi"),
  sv: () => import("virtual:texts/settings.sv"),
  en: () => import("virtual:texts/settings.en"),
};
const words = signal<Readonly<Record<string, string>>>({});

function t(key: string, zone = ""): string {
  return (words.value[`settings.${key}`] ?? "").replace("{zone}", zone);
}

class DeniedError extends Error {}

function wordsOf(error: unknown): string {
  if (error instanceof DeniedError) return t("push_denied");
  return error instanceof RefusedError ? error.message : onPage("web.offline");
}

async function call<T>(
  headers: GiveHeaders,
  path: string,
  body?: object,
  method = "PUT",
): Promise<T> {
  const request: RequestInit = { headers: await headers(), credentials: "same-origin" };
  if (body) {
    request.method = method;
    request.headers = { ...request.headers, "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const answer = await fetch(path, request);
  const read = parsed(await answer.text());
  if (!answer.ok) throw refusalOf(read);
  return read as T;
}

export function NoticeSettings(parts: NoticeSettingsParts): VNode {
  const { headers, onDone, isClient = false, isAdmin = false } = parts;
  const [choice, setChoice] = useState<Choice | null>(null);
  const [minutes, setMinutes] = useState<number | null>(null);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const before = useRef("");

  useEffect(() => {
    const focused = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (focused instanceof HTMLElement) focused.focus();
    };
  }, []);
  useEffect(() => {
    const load = async (): Promise<void> => {
      words.value = (await LOADING[language.value]()).default;
      const found = await call<Choice>(headers, "/api/notices");
      if (isClient && found.way === "auto") found.way = "email";
      if (isAdmin) {
        const firm = await call<{ away_after_s: number }>(headers, "/api/firm/away");
        setMinutes(firm.away_after_s / 60);
      }
      before.current = found.way;
      setChoice(found);
    };
    load().catch(() => setProblem(t("failed") || onPage("web.offline")));
  }, []);

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!choice) return;
    setBusy(true);
    setProblem("");
    try {
      if (choice.way === "push" && before.current !== "push") {
        const browser = await askBrowser(language.value);
        if (!browser) throw new DeniedError();
        await call(headers, "/api/push/browsers", browser, "POST");
      }
      await call(headers, "/api/notices", choice);
      if (minutes !== null) {
        await call(headers, "/api/firm/away", { away_after_s: Math.round(minutes * 60) });
      }
      onDone();
    } catch (error) {
      setProblem(wordsOf(error));
      setBusy(false);
    }
  };
  const change = (part: Partial<Choice>) => choice && setChoice({ ...choice, ...part });
  const ways = isClient ? CLIENT_WAYS : STAFF_WAYS;
  const isOff = choice?.way === "off";

  return (
    <dialog
      ref={dialog}
      class="notice-settings"
      aria-label={t("title") || onPage("web.notices")}
      onCancel={(event) => {
        event.preventDefault();
        onDone();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form onSubmit={(event) => void save(event)} aria-busy={choice === null && !problem}>
        <h2>{t("title")}</h2>
        <p class="soft">{t("about")}</p>
        {choice && (
          <>
            <Select
              label={t("way")}
              value={choice.way}
              options={ways}
              prefix="way"
              onPick={(way) => change({ way })}
            />
            {!isOff && (
              <>
                <Select
                  label={t("digest")}
                  value={choice.digest}
                  options={DIGESTS}
                  prefix="digest"
                  onPick={(digest) => change({ digest })}
                />
                <fieldset>
                  <legend>{t("quiet")}</legend>
                  <div class="times">
                    <Time
                      label={t("quiet_from")}
                      value={choice.quiet_from}
                      onPick={(quiet_from) => change({ quiet_from })}
                    />
                    <Time
                      label={t("quiet_to")}
                      value={choice.quiet_to}
                      onPick={(quiet_to) => change({ quiet_to })}
                    />
                  </div>
                  <p class="soft small-print">{t("quiet_hint", choice.time_zone)}</p>
                </fieldset>
              </>
            )}
            {minutes !== null && (
              <Field label={t("away")}>
                <input
                  type="number"
                  min={0.5}
                  max={1440}
                  step="any"
                  required
                  value={minutes}
                  onInput={({ currentTarget }) => setMinutes(currentTarget.valueAsNumber)}
                />
              </Field>
            )}
          </>
        )}
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <div class="row end">
          <button type="button" class="button" onClick={onDone}>
            {t("cancel") || onPage("web.close")}
          </button>
          <button type="submit" class="button primary" disabled={isBusy || !choice}>
            {t("save")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function Field({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
    <label>
      <span>{label}</span>
      {children}
    </label>
  );
}

interface SelectParts {
  label: string;
  value: string;
  options: readonly string[];
  prefix: string;
  onPick: (value: string) => void;
}

function Select({ label, value, options, prefix, onPick }: SelectParts): VNode {
  return (
    <Field label={label}>
      <select value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        {options.map((each) => (
          <option key={each} value={each}>
            {t(`${prefix}_${each}`)}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface TimeParts {
  label: string;
  value: string | null;
  onPick: (value: string | null) => void;
}

function Time({ label, value, onPick }: TimeParts): VNode {
  return (
    <Field label={label}>
      <input
        type="time"
        value={value ?? ""}
        onInput={({ currentTarget }) => onPick(currentTarget.value || null)}
      />
    </Field>
  );
}
