import { ApiError } from "../../shared/api";
import { translator } from "../../shared/i18n";
import { en } from "./en";
import { ko, type Key } from "./ko";

export type { Key };
export const t = translator<Key>({ ko, en });

/** What an error means for people, and the short code that the help line knows. */
export function explained(error: ApiError): { readonly text: string; readonly code: string } {
  const key = `error_${error.code}`;
  return { text: t(key in ko ? (key as Key) : "error_other"), code: error.code };
}
