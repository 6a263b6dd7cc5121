// The fields of a card's form, each with its name tied to it.
import type { VNode } from "preact";
import { useId } from "preact/hooks";
import { FileInput } from "./file_input";
import type { GiveHeaders } from "./files";
import type { CardShape, FormFieldShape } from "./protocol";
import { t } from "./texts";

export type FormValue = string | number | boolean | string[] | null;
export type FormValues = Record<string, FormValue>;

export interface FileField {
  conversation: string;
  headers: GiveHeaders;
}

interface FormParts {
  fields: readonly FormFieldShape[];
  values: FormValues;
  missing: readonly string[];
  refused: string | null;
  isBusy: boolean;
  files?: FileField;
  onChange: (id: string, value: FormValue) => void;
  onBusy: (id: string, isBusy: boolean) => void;
}

/** What the form shows before anybody touched it. */
export function startOf(card: CardShape): FormValues {
  const fields = card.form?.fields ?? [];
  return Object.fromEntries(fields.map((field) => [field.id, firstValue(field)]));
}

/** The card changed under the form: what the hub did not touch keeps what was typed. */
export function carriedOver(before: CardShape, after: CardShape, values: FormValues): FormValues {
  const known = new Map(before.form?.fields.map((field) => [field.id, field.value ?? null]));
  const kept = (after.form?.fields ?? []).map((field) => {
    const isSame = known.has(field.id) && known.get(field.id) === (field.value ?? null);
    return [field.id, isSame ? (values[field.id] ?? firstValue(field)) : firstValue(field)];
  });
  return Object.fromEntries(kept);
}

/** Required fields that are still empty. */
export function missingIn(card: CardShape, values: FormValues): string[] {
  const fields = card.form?.fields ?? [];
  return fields.filter((each) => each.required && isEmpty(values[each.id])).map((each) => each.id);
}

export function CardForm(parts: FormParts): VNode {
  return (
    <div class="form">
      {parts.fields.map((field) => (
        <Field key={field.id} field={field} parts={parts} />
      ))}
    </div>
  );
}

function Field({ field, parts }: { field: FormFieldShape; parts: FormParts }): VNode {
  const id = useId();
  const isMissing = parts.missing.includes(field.id);
  const isWrong = isMissing || parts.refused === field.id;
  const hint = isMissing ? t("web.required") : field.hint;
  const described = hint ? { "aria-describedby": `${id}-hint` } : {};
  const common = {
    id,
    disabled: parts.isBusy,
    "aria-invalid": isWrong,
    "aria-required": field.required ?? false,
    ...described,
  };
  return (
    <div class={`field ${field.kind}`}>
      <label for={id}>
        {field.label}
        {field.required && <span aria-hidden="true"> *</span>}
      </label>
      <Control field={field} parts={parts} common={common} />
      {hint && (
        <small id={`${id}-hint`} class={isMissing ? "problem" : ""}>
          {hint}
        </small>
      )}
    </div>
  );
}

interface ControlParts {
  field: FormFieldShape;
  parts: FormParts;
  common: Record<string, string | boolean>;
}

function Control({ field, parts, common }: ControlParts): VNode | null {
  const value = parts.values[field.id] ?? "";
  const change = (next: FormValue) => parts.onChange(field.id, next);
  switch (field.kind) {
    case "textarea":
      return (
        <textarea
          {...common}
          rows={5}
          value={String(value)}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      );
    case "select":
      return (
        <select
          {...common}
          value={String(value)}
          onChange={({ currentTarget }) => change(currentTarget.value)}
        >
          {!field.value && <option value="">{t("web.choose")}</option>}
          {(field.options ?? []).map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case "checkbox":
      return (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={({ currentTarget }) => change(currentTarget.checked)}
        />
      );
    case "file":
      return parts.files ? (
        <FileInput
          id={String(common.id)}
          isDisabled={parts.isBusy}
          files={parts.files}
          onChange={change}
          onBusy={(isBusy) => parts.onBusy(field.id, isBusy)}
        />
      ) : null;
    case "date":
      return (
        <input
          {...common}
          type="date"
          value={String(value)}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      );
    default:
      return (
        <input
          {...common}
          type="text"
          inputMode={field.kind === "number" ? "decimal" : "text"}
          value={String(value)}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      );
  }
}

function firstValue(field: FormFieldShape): FormValue {
  if (field.kind === "checkbox") return field.value === "true" || field.value === "1";
  if (field.kind === "file") return null;
  return field.value ?? "";
}

function isEmpty(value: FormValue | undefined): boolean {
  if (typeof value === "string") return !value.trim();
  return value === null || value === undefined || value === false;
}
