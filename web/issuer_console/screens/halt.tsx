import { useState } from "preact/hooks";
import { Button, SelectField } from "../../shared/components/controls";
import { Dialog, Note } from "../../shared/components/panels";
import { moment } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, may, type Issuing } from "../api/office";
import { issuing } from "../halt";
import { t } from "../i18n";
import { reasonLabel, reasonChoices } from "../reasons";
import { Screen } from "../screen";

export function HaltScreen() {
  const halt = useResource(() => api.get<Issuing>("issuing"), "issuing");
  return (
    <Screen title={t("halt")} lead={t("haltLead")}>
      <Shown resource={halt}>
        {(now) => (now.halted ? <Lasting halt={now} /> : <Begin onHalted={halt.reload} />)}
      </Shown>
    </Screen>
  );
}

function Begin({ onHalted }: { onHalted: () => Promise<void> }) {
  const [reason, setReason] = useState("misuse");
  const [isAsking, setAsking] = useState(false);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    setAsking(true);
  };
  const begin = () =>
    act.run(async () => {
      setAsking(false);
      issuing.value = await api.post<Issuing>("issuing/halt", { reason });
      await onHalted();
    });
  if (!may("approver", "administrator")) return <Note>{t("notHalted")}</Note>;
  return (
    <form class="panel form" onSubmit={submit}>
      <Note>{t("notHalted")}</Note>
      <SelectField label={t("reason")} value={reason} choices={reasonChoices()} onChange={setReason} />
      <Failure failure={act.failure} />
      <Button kind="danger" submit busy={act.busy}>
        {t("haltNow")}
      </Button>
      {isAsking && (
        <Dialog title={t("haltTitle")} onClose={() => setAsking(false)}>
          <p>{t("haltGoesOn")}</p>
          <div class="choices">
            <Button onClick={() => setAsking(false)}>{t("cancel")}</Button>
            <Button kind="filled" onClick={() => void begin()}>
              {t("haltNow")}
            </Button>
          </div>
        </Dialog>
      )}
    </form>
  );
}

function Lasting({ halt }: { halt: Issuing }) {
  const [isAsked, setAsked] = useState(false);
  const act = useAct();
  const ask = () =>
    act.run(async () => {
      await api.post("issuing/resume");
      setAsked(true);
    });
  return (
    <section class="panel" aria-labelledby="lasting">
      <h2 id="lasting">{t("haltLasts")}</h2>
      <dl class="facts">
        <dt>{t("since")}</dt>
        <dd class="number">{moment(halt.since ?? "")}</dd>
        <dt>{t("who")}</dt>
        <dd>{halt.by}</dd>
        <dt>{t("reason")}</dt>
        <dd>{reasonLabel(halt.reason ?? "")}</dd>
      </dl>
      <p>{t("haltGoesOn")}</p>
      {isAsked && <Note>{t("resumeAsked")}</Note>}
      <Failure failure={act.failure} />
      {may("administrator") ? (
        <Button kind="filled" busy={act.busy} onClick={() => void ask()}>
          {t("askToResume")}
        </Button>
      ) : (
        <p>{t("resumeHow")}</p>
      )}
    </section>
  );
}
