// A card as a person sees it: what it says, what it asks, and its buttons.
import "./card.css";
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import {
  CardForm,
  carriedOver,
  type FileField,
  type FormValues,
  missingIn,
  startOf,
} from "./card_form";
import { Confirm } from "./confirm";
import { Icon } from "./icons";
import { newId } from "./ids";
import { Markup } from "./markup";
import type { ButtonShape, CardShape } from "./protocol";
import { t } from "./texts";

export interface CardParts {
  card: CardShape;
  /** Does the press and waits for the answer. `clientId` is the same for a repeated press. */
  onPress: (card: string, button: string, values: FormValues, clientId: string) => Promise<unknown>;
  sayProblem: (error: unknown) => string;
  /** How files get up, where the card may ask for some. */
  files?: FileField;
}

/** Whether a button wants the form filled; the others may be pressed as it is. */
const needsForm = (button: ButtonShape): boolean => button.style === "primary";

export function Card({ card, onPress, sayProblem, files }: CardParts): VNode {
  const [values, setValues] = useState<FormValues>(() => startOf(card));
  const [shown, setShown] = useState(card);
  if (shown !== card) {
    setShown(card);
    setValues(carriedOver(shown, card, values));
  }
  const [busy, setBusy] = useState<string | null>(null);
  const [asking, setAsking] = useState<ButtonShape | null>(null);
  const [problem, setProblem] = useState<{ text: string; field: string | null } | null>(null);
  const [uploading, setUploading] = useState<readonly string[]>([]);
  const [missing, setMissing] = useState<readonly string[]>([]);
  // A press whose answer was lost is repeated with the same id.
  const presses = useRef(new Map<string, string>());
  const isLive = card.id !== null && card.state === "open";
  // What the form asks for need not be told above it too.
  const asked = new Set(isLive ? card.form?.fields.map((field) => field.label) : []);
  const fields = card.fields.filter((field) => !asked.has(field.label));

  const press = async (button: ButtonShape): Promise<void> => {
    if (!card.id || busy) return;
    const clientId = presses.current.get(button.id) ?? newId();
    presses.current.set(button.id, clientId);
    setBusy(button.id);
    setProblem(null);
    try {
      await onPress(card.id, button.id, card.form ? values : {}, clientId);
      presses.current.delete(button.id);
    } catch (error) {
      const refused = error instanceof Error && error.name === "RefusedError";
      if (refused) presses.current.delete(button.id);
      setProblem({ text: sayProblem(error), field: (error as { field?: string }).field ?? null });
    }
    setBusy(null);
  };

  const wish = (button: ButtonShape): void => {
    const lacking = needsForm(button) ? missingIn(card, values) : [];
    setMissing(lacking);
    if (lacking.length > 0) return;
    if (button.confirm) setAsking(button);
    else void press(button);
  };

  return (
    <section class={`card ${card.state}`} aria-label={card.title}>
      <header class="card-head">
        <h3>{card.title}</h3>
        {card.state !== "info" && <CardState state={card.state} />}
      </header>
      {card.lines.length > 0 && (
        <div class="prose">
          <Markup text={card.lines.join("\n")} />
        </div>
      )}
      {fields.length > 0 && (
        <dl>
          {fields.map((field, at) => (
            <div key={at}>
              <dt>{field.label}</dt>
              <dd>{field.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {isLive && card.form && (
        <CardForm
          fields={card.form.fields}
          values={values}
          missing={missing}
          refused={problem?.field ?? null}
          isBusy={busy !== null}
          onChange={(id, value) => setValues((now) => ({ ...now, [id]: value }))}
          onBusy={(id, isBusy) =>
            setUploading((now) => [...now.filter((each) => each !== id), ...(isBusy ? [id] : [])])
          }
          {...(files ? { files } : {})}
        />
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem.text}
        </p>
      )}
      {isLive && card.buttons.length > 0 && (
        <div class="row wrap">
          {card.buttons.map((button) => (
            <button
              key={button.id}
              type="button"
              class={`button ${button.style}`}
              disabled={busy !== null || (needsForm(button) && uploading.length > 0)}
              aria-busy={busy === button.id}
              onClick={() => wish(button)}
            >
              {button.label}
            </button>
          ))}
        </div>
      )}
      {asking && (
        <Confirm
          question={asking.confirm ?? ""}
          yes={asking.label}
          isDanger={asking.style === "danger"}
          onAnswer={(isYes) => {
            setAsking(null);
            if (isYes) void press(asking);
          }}
        />
      )}
    </section>
  );
}

function CardState({ state }: { state: "open" | "done" | "failed" }): VNode {
  const icon = { open: "clock", done: "check", failed: "alert" } as const;
  return (
    <span class={`chip ${state}`}>
      <Icon name={icon[state]} size={14} />
      {t(`web.card_${state}`)}
    </span>
  );
}
