import { useState } from "preact/hooks";
import { Button, Chip, TextField, Tick } from "../../shared/components/controls";
import { Dialog, Note, Table } from "../../shared/components/panels";
import { day } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, may, type Client, type ClientWithKey, type Page } from "../api/office";
import { t } from "../i18n";
import { SCOPES, scopeLabel, type Scope } from "../scopes";
import { Screen } from "../screen";

export function ClientsScreen() {
  const clients = useResource(() => api.get<Page<Client>>("clients"), "clients");
  const [shown, setShown] = useState<ClientWithKey | null>(null);
  return (
    <Screen title={t("clients")} lead={t("clientsLead")}>
      {shown !== null && <NewKey client={shown} />}
      {may("administrator") && <CreateForm onCreated={setShown} onChanged={clients.reload} />}
      <section class="panel" aria-label={t("clients")}>
        <Shown resource={clients}>
          {(page) => <Clients clients={page.items} onRotated={setShown} onChanged={clients.reload} />}
        </Shown>
      </section>
    </Screen>
  );
}

/** The only time that a key is to be seen. */
function NewKey({ client }: { client: ClientWithKey }) {
  return (
    <section class="panel" aria-labelledby="new-key">
      <h2 id="new-key">{t("newKey", { name: client.name })}</h2>
      <Note>{t("newKeyOnce")}</Note>
      <p class="address number">{client.key}</p>
    </section>
  );
}

interface CreateProps {
  readonly onCreated: (client: ClientWithKey) => void;
  readonly onChanged: () => Promise<void>;
}

function CreateForm({ onCreated, onChanged }: CreateProps) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [isMissing, setMissing] = useState(false);
  const act = useAct();
  const toggle = (scope: Scope, chosen: boolean) =>
    setScopes(chosen ? [...scopes, scope] : scopes.filter((each) => each !== scope));
  const submit = (event: Event) => {
    event.preventDefault();
    if (scopes.length === 0 || name.trim() === "") return setMissing(true);
    void act.run(async () => {
      onCreated(await api.post<ClientWithKey>("clients", { name: name.trim(), scopes }));
      await onChanged();
    });
  };
  return (
    <form class="panel form" onSubmit={submit}>
      <TextField
        label={t("clientName")}
        hint={t("clientNameHint")}
        value={name}
        onInput={setName}
        maxLength={40}
        error={isMissing && name.trim() === "" ? t("clientNameMissing") : undefined}
      />
      <fieldset class="field">
        <legend class="label">{t("scopes")}</legend>
        {SCOPES.map((scope) => (
          <Tick
            key={scope}
            label={scopeLabel(scope)}
            checked={scopes.includes(scope)}
            onChange={(chosen) => toggle(scope, chosen)}
          />
        ))}
      </fieldset>
      {isMissing && scopes.length === 0 && <Note failed>{t("scopesMissing")}</Note>}
      <Failure failure={act.failure} />
      <Button kind="filled" submit busy={act.busy}>
        {t("createClient")}
      </Button>
    </form>
  );
}

interface ClientsProps {
  readonly clients: readonly Client[];
  readonly onRotated: (client: ClientWithKey) => void;
  readonly onChanged: () => Promise<void>;
}
interface Question {
  readonly client: Client;
  readonly change: "rotate" | "disable";
}

function Clients({ clients, onRotated, onChanged }: ClientsProps) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const act = useAct();
  const change = ({ client, change }: Question) =>
    act.run(async () => {
      setQuestion(null);
      const answer = await api.post<ClientWithKey | undefined>(`clients/${client.id}/${change}`);
      if (answer !== undefined && change === "rotate") onRotated(answer);
      setNews(t(change === "rotate" ? "rotated" : "clientDisabled"));
      await onChanged();
    });
  return (
    <>
      {news !== null && <Note>{news}</Note>}
      <Failure failure={act.failure} />
      {clients.length === 0 ? (
        <p class="empty">{t("noClients")}</p>
      ) : (
        <Table caption={t("clients")} heads={[t("clientName"), t("scopes"), t("made"), t("state")]}>
          {clients.map((client) => (
            <ClientRow key={client.id} client={client} onAsk={setQuestion} />
          ))}
        </Table>
      )}
      {question !== null && (
        <Dialog
          title={t(question.change === "rotate" ? "rotateTitle" : "disableClientTitle", {
            name: question.client.name,
          })}
          onClose={() => setQuestion(null)}
        >
          <p>{t("keyEndsAtOnce")}</p>
          <div class="choices">
            <Button onClick={() => setQuestion(null)}>{t("cancel")}</Button>
            <Button kind="filled" onClick={() => void change(question)}>
              {t(question.change === "rotate" ? "rotate" : "disable")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function ClientRow({ client, onAsk }: { client: Client; onAsk: (question: Question) => void }) {
  const lives = client.disabled_at === null;
  return (
    <tr>
      <td>{client.name}</td>
      <td>{client.scopes.map(scopeLabel).join(", ")}</td>
      <td class="number">{day(client.created_at)}</td>
      <td>
        <div class="acts">
          <Chip tone={lives ? "ok" : "paused"}>{t(lives ? "memberActive" : "memberDisabled")}</Chip>
          {lives &&
            may("administrator") &&
            (["rotate", "disable"] as const).map((change) => (
              <button
                key={change}
                type="button"
                class="link-button"
                onClick={() => onAsk({ client, change })}
              >
                {t(change)}
                <span class="visually-hidden"> {client.name}</span>
              </button>
            ))}
        </div>
      </td>
    </tr>
  );
}
