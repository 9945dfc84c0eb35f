import { useState } from "preact/hooks";
import { Button, Chip, Pills, SelectField, TextField, type Tone } from "../../shared/components/controls";
import { Dialog, Note } from "../../shared/components/panels";
import { day } from "../../shared/i18n";
import { Failure, useAct } from "../act";
import { api, may, type Credential } from "../api/office";
import { t, type Key } from "../i18n";
import { reasonChoices } from "../reasons";
import { Screen } from "../screen";
import { useTypeNames } from "../type_names";

type By = "byCredential" | "byCitizen";
type Change = "suspend" | "resume" | "revoke";
const STATES: Record<Credential["state"], { key: Key; tone: Tone; changes: readonly Change[] }> = {
  valid: { key: "stateValid", tone: "ok", changes: ["suspend", "revoke"] },
  suspended: { key: "stateSuspended", tone: "paused", changes: ["resume", "revoke"] },
  revoked: { key: "stateRevoked", tone: "failed", changes: [] },
};

export function FindScreen() {
  const [by, setBy] = useState<By>("byCredential");
  const [wanted, setWanted] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [found, setFound] = useState<readonly Credential[] | null>(null);
  const act = useAct();
  const search = () => act.run(async () => setFound(await look(by, wanted.trim())));
  const submit = (event: Event) => {
    event.preventDefault();
    if (wanted.trim() === "") return setMissing(true);
    void search();
  };
  return (
    <Screen title={t("find")} lead={t("findLead")}>
      <form class="panel form" role="search" onSubmit={submit}>
        <Pills
          label={t("findBy")}
          value={by}
          choices={(["byCredential", "byCitizen"] as const).map((value) => ({ value, label: t(value) }))}
          onChange={(value) => setBy(value as By)}
        />
        <TextField
          label={t(by)}
          value={wanted}
          onInput={setWanted}
          error={isMissing && wanted.trim() === "" ? t("searchMissing") : undefined}
        />
        <Failure failure={act.failure} />
        <Button kind="filled" submit busy={act.busy}>
          {t("search")}
        </Button>
      </form>
      {found?.length === 0 && <Note>{t("noCredentials")}</Note>}
      {found?.map((credential) => <OneCredential key={credential.id} credential={credential} onChanged={search} />)}
    </Screen>
  );
}

async function look(by: By, wanted: string): Promise<readonly Credential[]> {
  if (by === "byCitizen") return api.get<readonly Credential[]>("credentials", { citizen_id: wanted });
  return [await api.get<Credential>(`credentials/${encodeURIComponent(wanted)}`)];
}

function OneCredential({ credential, onChanged }: { credential: Credential; onChanged: () => Promise<void> }) {
  const [change, setChange] = useState<Change | null>(null);
  const [news, setNews] = useState<Key | null>(null);
  const nameOf = useTypeNames();
  const state = STATES[credential.state];
  return (
    <section class="panel" aria-label={`${credential.type} ${credential.id}`}>
      <div class="row">
        <h2>{nameOf(credential.type)}</h2>
        <Chip tone={state.tone}>{t(state.key)}</Chip>
      </div>
      <dl class="facts">
        <dt>{t("byCredential")}</dt>
        <dd class="address number">{credential.id}</dd>
        <dt>{t("device")}</dt>
        <dd class="address number">{credential.device}</dd>
        <dt>{t("issued")}</dt>
        <dd class="number">{credential.signed ? day(credential.issued_at) : t("unsigned")}</dd>
        <dt>{t("expires")}</dt>
        <dd class="number">{day(credential.expires_at)}</dd>
      </dl>
      {credential.status_change !== null && (
        <p class="small">{t(credential.status_change.anchored_at === null ? "notYetOnRecord" : "onRecord")}</p>
      )}
      {news !== null && <Note>{t(news)}</Note>}
      {may("teller", "approver") && (
        <div class="acts">
          {state.changes.map((each) => (
            <Button key={each} kind={each === "revoke" ? "danger" : "plain"} onClick={() => setChange(each)}>
              {t(each)}
            </Button>
          ))}
        </div>
      )}
      {change !== null && (
        <ChangeDialog
          credential={credential}
          change={change}
          onClose={() => setChange(null)}
          onChanged={async (outcome) => {
            setNews(outcome);
            await onChanged();
          }}
        />
      )}
    </section>
  );
}

interface ChangeProps {
  readonly credential: Credential;
  readonly change: Change;
  readonly onClose: () => void;
  readonly onChanged: (news: Key) => Promise<void>;
}

function ChangeDialog({ credential, change, onClose, onChanged }: ChangeProps) {
  const [reason, setReason] = useState("lost");
  const act = useAct();
  const confirm = () =>
    act.run(async () => {
      const path = `credentials/${encodeURIComponent(credential.id)}/${change}`;
      const answer = await api.post<Credential | { readonly approval_id: string }>(path, { reason });
      onClose();
      await onChanged("approval_id" in answer ? "needsSecond" : "changed");
    });
  return (
    <Dialog title={t("changeTitle")} onClose={onClose}>
      <SelectField label={t("reason")} value={reason} choices={reasonChoices()} onChange={setReason} />
      {change === "revoke" && <p>{t("revokeFinal")}</p>}
      <Failure failure={act.failure} />
      <div class="choices">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button kind="filled" busy={act.busy} onClick={() => void confirm()}>
          {t(change)}
        </Button>
      </div>
    </Dialog>
  );
}
