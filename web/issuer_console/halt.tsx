// Whether all issuing is halted: asked for again whenever somebody goes to another screen, and never in
// between, since asking by itself would keep a session alive.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LookIcon } from "../shared/components/icons";
import { moment } from "../shared/i18n";
import { ApiError } from "../shared/api";
import { api, type Issuing } from "./api/office";
import { t } from "./i18n";

export const issuing = signal<Issuing | null>(null);

export async function readIssuing(): Promise<void> {
  try {
    issuing.value = await api.get<Issuing>("issuing");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    issuing.value = null; // the screen itself tells what is wrong
  }
}

/** Above every screen while nothing is issued. */
export function HaltStrip({ screen }: { screen: string }) {
  useEffect(() => void readIssuing(), [screen]);
  const halt = issuing.value;
  return (
    <div role="status">
      {halt?.halted === true && (
        <p class="halt-strip">
          <LookIcon />
          {t("haltStrip", { time: moment(halt.since ?? "") })}
        </p>
      )}
    </div>
  );
}
