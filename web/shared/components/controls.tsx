import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { CrossIcon, LookIcon, PauseIcon, TickIcon } from "./icons";

export type Tone = "ok" | "look" | "paused" | "failed";
const SIGNS = { ok: TickIcon, look: LookIcon, paused: PauseIcon, failed: CrossIcon };

/** A state: word, icon and colour, in this order of weight. */
export function Chip({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  const Sign = SIGNS[tone];
  return (
    <span class={`chip ${tone}`}>
      <Sign />
      {children}
    </span>
  );
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  readonly kind?: "plain" | "filled" | "danger";
  readonly wide?: boolean;
  readonly busy?: boolean;
  readonly submit?: boolean;
}

/** A button that stays in reach of the keyboard while it works; a second press does nothing then. */
export function Button({ children, onClick, kind = "plain", wide, busy = false, submit }: ButtonProps) {
  const press = (event: Event) => {
    if (busy) event.preventDefault();
    else onClick?.();
  };
  return (
    <button
      type={submit ? "submit" : "button"}
      class={`button ${kind}${wide ? " wide" : ""}`}
      aria-disabled={busy}
      onClick={press}
    >
      {children}
    </button>
  );
}

/** What ties a control to its label, hint and error. */
interface Tied {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Draws the control; it must take these attributes, which tie label, hint and error to it. */
  readonly children: (tied: Tied) => ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, ...(described && { "aria-describedby": described }), ...(error && { "aria-invalid": true as const }) })}
      {error && (
        <p class="error" id={`${id}-error`}>
          <CrossIcon size={20} />
          {error}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly type?: "text" | "password";
  readonly autocomplete?: string;
  readonly code?: boolean;
  readonly long?: boolean;
  readonly maxLength?: number;
}

export function TextField({ label, value, onInput, hint, error, type = "text", ...more }: TextFieldProps) {
  const read = (event: Event) => onInput((event.currentTarget as HTMLInputElement).value);
  return (
    <Field label={label} hint={hint} error={error}>
      {(tied) =>
        more.long ? (
          <textarea {...tied} value={value} onInput={read} maxLength={more.maxLength ?? 500} />
        ) : (
          <input
            {...tied}
            {...(type === "password" ? { type: "password" as const } : { type: "text" as const })}
            value={value}
            onInput={read}
            maxLength={more.maxLength ?? 128}
            autocomplete={more.autocomplete ?? "off"}
            autocapitalize="none"
            spellcheck={false}
            {...(more.code && { inputMode: "numeric" as const, class: "code-input number" })}
          />
        )
      }
    </Field>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function SelectField(props: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
}) {
  return (
    <Field label={props.label} error={props.error}>
      {(tied) => (
        <select
          {...tied}
          value={props.value}
          onChange={(event) => props.onChange((event.currentTarget as HTMLSelectElement).value)}
        >
          {props.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Tick(props: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChange((event.currentTarget as HTMLInputElement).checked)}
      />
      {props.label}
    </label>
  );
}

/** One choice of several, as pills. */
export function Pills(props: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <div class="pills" role="group" aria-label={props.label}>
      {props.choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          class="pill"
          aria-pressed={choice.value === props.value}
          onClick={() => props.onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
