// Two flat dictionaries with the same keys; a key that one of them lacks does not compile.
import { signal } from "@preact/signals";
import { recall, remember } from "./preferences";

export type Language = "ko" | "en";
export interface Bilingual {
  readonly ko: string;
  readonly en: string;
}
type Values = Readonly<Record<string, string | number>>;

export const language = signal<Language>(recall("language") === "en" ? "en" : "ko");

export function speak(chosen: Language): void {
  language.value = chosen;
  remember("language", chosen);
}

/** A translator for the two dictionaries of one app: `{name}` in a text is replaced by a value. */
export function translator<Key extends string>(texts: Record<Language, Readonly<Record<Key, string>>>) {
  return (key: Key, values: Values = {}): string =>
    texts[language.value][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? count(value) : value;
    });
}

/** The text of a service in the language that is spoken now. */
export function said(text: Bilingual): string {
  return text[language.value];
}

export function count(number: number): string {
  return new Intl.NumberFormat(locale()).format(number);
}

/** A day as people of Incheon write it: 2026년 11월 23일. */
export function day(time: string): string {
  return format(time, { dateStyle: "long" });
}

/** Day and minute, Korean time: 오늘 14시 24분, 2026년 11월 23일 14시 24분. */
export function moment(time: string): string {
  const clock = format(time, { hour: "2-digit", minute: "2-digit", hour12: false });
  const [today, at] = language.value === "ko" ? ["오늘", `${clock.replace(":", "시 ")}분`] : ["today", clock];
  return day(time) === day(new Date().toISOString()) ? `${today} ${at}` : `${day(time)} ${at}`;
}

/** How long something takes, in the two largest units: 2시간 5분. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [
    ["day", Math.floor(seconds / 86_400)],
    ["hour", Math.floor(seconds / 3_600) % 24],
    ["minute", Math.floor(seconds / 60) % 60],
    ["second", seconds % 60],
  ] as const;
  const first = Math.max(parts.findIndex(([, amount]) => amount > 0), 0);
  return parts
    .slice(first, first + 2)
    .filter(([, amount], place) => amount > 0 || (place === 0 && seconds === 0))
    .map(([unit, amount]) => new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(amount))
    .join(" ");
}

function format(time: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: "Asia/Seoul", ...options }).format(new Date(time));
}

function locale(): string {
  return language.value === "ko" ? "ko-KR" : "en-GB";
}
