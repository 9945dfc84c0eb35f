// A session ends when nothing is asked for a while. People are told before, and can stay with one press.
import { useEffect, useState } from "preact/hooks";
import { Button } from "../shared/components/controls";
import { Dialog } from "../shared/components/panels";
import { duration } from "../shared/i18n";
import { useAct } from "./act";
import { api, enter, expire, type Session } from "./api/office";
import { t } from "./i18n";

const IDLE_MS = 15 * 60_000; // as docs/office-api.md says
const WARNED_BEFORE_MS = 2 * 60_000;

export function SessionEnd() {
  const [left, setLeft] = useState(IDLE_MS);
  const act = useAct();
  useEffect(() => {
    const timer = setInterval(() => {
      const now = api.answeredAt + IDLE_MS - Date.now();
      if (now <= 0) expire();
      else setLeft(Math.min(now, WARNED_BEFORE_MS + 1));
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  const stay = () =>
    act.run(async () => {
      enter(await api.get<Session>("office/session"));
      setLeft(IDLE_MS);
    });
  if (left > WARNED_BEFORE_MS) return null;
  return (
    <Dialog title={t("endsSoon")} onClose={() => void stay()}>
      <p class="number" role="timer">
        {t("endsSoonLead", { left: duration(left) })}
      </p>
      <Button kind="filled" wide busy={act.busy} onClick={() => void stay()}>
        {t("stay")}
      </Button>
    </Dialog>
  );
}
