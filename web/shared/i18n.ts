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

/** Day and minute, Korean time. */
export function moment(time: string): string {
  return format(time, { dateStyle: "medium", timeStyle: "short" });
}

function format(time: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: "Asia/Seoul", ...options }).format(new Date(time));
}

function locale(): string {
  return language.value === "ko" ? "ko-KR" : "en-GB";
}
