import { useState } from "preact/hooks";
import { Button, Chip, SelectField, TextField, type Tone } from "../../shared/components/controls";
import { Dialog, Note, Table } from "../../shared/components/panels";
import { count, moment } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, may, session, type Approval, type Page } from "../api/office";
import { t, type Key } from "../i18n";
import { reasonChoices, type Reason } from "../reasons";
import { Screen } from "../screen";

type Outcome = { readonly done: number } | { readonly approval_id: string };

export function StopScreen() {
  const approvals = useResource(() => api.get<Page<Approval>>("approvals"), "approvals");
  return (
    <Screen title={t("stop")} lead={t("stopLead", { n: session.value?.second_approver_above ?? 0 })}>
      {may("teller", "approver") && <RevokeAll onAsked={approvals.reload} />}
      <section class="panel" aria-labelledby="approvals">
        <h2 id="approvals">{t("approvals")}</h2>
        <Shown resource={approvals}>{(page) => <Approvals page={page} onDecided={approvals.reload} />}</Shown>
      </section>
    </Screen>
  );
}

function RevokeAll({ onAsked }: { onAsked: () => Promise<void> }) {
  const [citizen, setCitizen] = useState("");
  const [reason, setReason] = useState<string>("stolen" satisfies Reason);
  const [isMissing, setMissing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    if (citizen.trim() === "") return setMissing(true);
    setAsking(true);
  };
  const revoke = () =>
    act.run(async () => {
      setAsking(false);
      setOutcome(await api.post<Outcome>("revocations", { citizen_id: citizen.trim(), reason }));
      await onAsked();
    });
  return (
    <form class="panel form" onSubmit={submit}>
      <TextField
        label={t("citizen")}
        value={citizen}
        onInput={setCitizen}
        error={isMissing && citizen.trim() === "" ? t("citizenMissing") : undefined}
      />
      <SelectField label={t("reason")} value={reason} choices={reasonChoices()} onChange={setReason} />
      <Failure failure={act.failure} />
      {outcome !== null && (
        <Note>{"done" in outcome ? t("revokedAll", { n: outcome.done }) : t("needsSecond")}</Note>
      )}
      <Button kind="danger" submit busy={act.busy}>
        {t("revokeAll")}
      </Button>
      {isAsking && (
        <Dialog title={t("revokeAllTitle")} onClose={() => setAsking(false)}>
          <p>{t("revokeFinal")}</p>
          <div class="choices">
            <Button onClick={() => setAsking(false)}>{t("cancel")}</Button>
            <Button kind="filled" onClick={() => void revoke()}>
              {t("revokeAll")}
            </Button>
          </div>
        </Dialog>
      )}
    </form>
  );
}

const STATES: Record<Approval["state"], { key: Key; tone: Tone }> = {
  waiting: { key: "approvalWaiting", tone: "look" },
  confirmed: { key: "approvalConfirmed", tone: "ok" },
  rejected: { key: "approvalRejected", tone: "failed" },
  expired: { key: "approvalExpired", tone: "paused" },
};

function Approvals({ page, onDecided }: { page: Page<Approval>; onDecided: () => Promise<void> }) {
  const [news, setNews] = useState<string | null>(null);
  const act = useAct();
  const decide = (approval: Approval, decision: "confirm" | "reject") =>
    act.run(async () => {
      const answer = await api.post<{ done: number } | undefined>(`approvals/${approval.id}/${decision}`);
      setNews(decision === "confirm" ? t("confirmed", { n: answer?.done ?? 0 }) : t("rejected"));
      await onDecided();
    });
  return (
    <>
      {news !== null && <Note>{news}</Note>}
      <Failure failure={act.failure} />
      {page.items.length === 0 ? (
        <p class="empty">{t("noApprovals")}</p>
      ) : (
        <Table caption={t("approvals")} heads={[t("askedBy"), t("cards"), t("reason"), t("until"), t("state")]}>
          {page.items.map((approval) => (
            <tr key={approval.id}>
              <td>{approval.asked_by}</td>
              <td class="number">{count(approval.count)}</td>
              <td>{reasonChoices().find((each) => each.value === approval.reason)?.label ?? approval.reason}</td>
              <td class="number">{moment(approval.expires_at)}</td>
              <td>
                {approval.state === "waiting" && may("approver") ? (
                  <div class="acts">
                    <Button busy={act.busy} onClick={() => void decide(approval, "reject")}>
                      {t("reject")}
                    </Button>
                    <Button busy={act.busy} onClick={() => void decide(approval, "confirm")}>
                      {t("confirm")}
                    </Button>
                  </div>
                ) : (
                  <Chip tone={STATES[approval.state].tone}>{t(STATES[approval.state].key)}</Chip>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
