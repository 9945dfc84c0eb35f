import { useState } from "preact/hooks";
import { Button, Chip, Pills, SelectField, TextField, type Tone } from "../../shared/components/controls";
import { Dialog, Note, Table } from "../../shared/components/panels";
import { count, moment } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, may, session, type Approval, type Page, type Revocation } from "../api/office";
import { t, type Key } from "../i18n";
import { readIssuing } from "../halt";
import { reasonChoices, reasonLabel, type Reason } from "../reasons";
import { Screen } from "../screen";

type Of = "citizen" | "device";

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

const MEMBERS = { citizen: "citizen_id", device: "device" } as const;

function RevokeAll({ onAsked }: { onAsked: () => Promise<void> }) {
  const [of, setOf] = useState<Of>("citizen");
  const [wanted, setWanted] = useState("");
  const [reason, setReason] = useState<string>("stolen" satisfies Reason);
  const [isMissing, setMissing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState<Revocation | null>(null);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    if (wanted.trim() === "") return setMissing(true);
    setAsking(true);
  };
  const revoke = () =>
    act.run(async () => {
      setAsking(false);
      setOutcome(await api.post<Revocation>("revocations", { [MEMBERS[of]]: wanted.trim(), reason }));
      await onAsked();
    });
  return (
    <form class="panel form" onSubmit={submit}>
      <Pills
        label={t("revokeOf")}
        value={of}
        choices={(["citizen", "device"] as const).map((value) => ({ value, label: t(value) }))}
        onChange={(value) => setOf(value as Of)}
      />
      <TextField
        label={t(of)}
        hint={of === "device" ? t("deviceHint") : undefined}
        value={wanted}
        onInput={setWanted}
        error={isMissing && wanted.trim() === "" ? t(of === "device" ? "deviceMissing" : "citizenMissing") : undefined}
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

function what({ act, scope, subject }: Approval): string {
  if (act === "resume_issuing") return t("whatResume");
  return scope === "citizen" || scope === "device" ? `${t(scope)} ${subject}` : t("whatNamed");
}

function told({ act }: Approval, done: number): string {
  return act === "resume_issuing" ? t("resumed") : t("confirmed", { n: done });
}

function Approvals({ page, onDecided }: { page: Page<Approval>; onDecided: () => Promise<void> }) {
  const [news, setNews] = useState<string | null>(null);
  const act = useAct();
  const decide = (approval: Approval, decision: "confirm" | "reject") =>
    act.run(async () => {
      const answer = await api.post<{ done: number } | undefined>(`approvals/${approval.id}/${decision}`);
      setNews(decision === "reject" ? t("rejected") : told(approval, answer?.done ?? 0));
      await Promise.all([onDecided(), readIssuing()]);
    });
  return (
    <>
      {news !== null && <Note>{news}</Note>}
      <Failure failure={act.failure} />
      {page.items.length === 0 ? (
        <p class="empty">{t("noApprovals")}</p>
      ) : (
        <Table caption={t("approvals")} heads={[t("askedBy"), t("what"), t("cards"), t("reason"), t("until"), t("state")]}>
          {page.items.map((approval) => (
            <tr key={approval.id}>
              <td>{approval.asked_by}</td>
              <td class="address">{what(approval)}</td>
              <td class="number">{approval.act === "revoke" ? count(approval.count) : t("none")}</td>
              <td>{reasonLabel(approval.reason)}</td>
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
