// The codes under which the audit trail keeps why a card was changed.
import { t } from "./i18n";

const CODES = [
  "lost",
  "stolen",
  "device_changed",
  "facts_changed",
  "moved_away",
  "deceased",
  "issued_in_error",
  "misuse",
  "citizens_wish",
  "other",
] as const;
export type Reason = (typeof CODES)[number];

/** What a reason is called; words of an officer's own are shown as they are. */
export function reasonLabel(reason: string): string {
  return reasonChoices().find((each) => each.value === reason)?.label ?? reason;
}

export function reasonChoices() {
  return CODES.map((code) => ({ value: code, label: t(`reason_${code}`) }));
}
