import { useState } from "preact/hooks";
import { Button, Chip, Pills, TextField, Tick, type Tone } from "../../shared/components/controls";
import { LineIcon, CrossIcon, LookIcon, TickIcon } from "../../shared/components/icons";
import { Dialog, Note, Table } from "../../shared/components/panels";
import { duration, moment, said } from "../../shared/i18n";
import { useResource, type Resource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import {
  api,
  may,
  type Application,
  type ApplicationDetail,
  type ApplicationState,
  type Check,
  type Page,
  type Revealed,
} from "../api/office";
import { t, type Key } from "../i18n";
import { Screen } from "../screen";

const STATES: Record<ApplicationState, { key: Key; tone: Tone }> = {
  waiting: { key: "stateWaiting", tone: "look" },
  approved: { key: "stateApproved", tone: "ok" },
  refused: { key: "stateRefused", tone: "failed" },
  collected: { key: "stateCollected", tone: "ok" },
  expired: { key: "stateExpired", tone: "paused" },
};

export function QueueScreen() {
  return <Queue chosen={undefined} />;
}

export function ApplicationScreen({ id }: { id: string }) {
  return <Queue chosen={id} />;
}

function Queue({ chosen }: { chosen: string | undefined }) {
  const [state, setState] = useState<ApplicationState>("waiting");
  const list = useResource(() => api.get<Page<Application>>("applications", { state }), state);
  const page = list.loaded.state === "ready" && state === "waiting" ? list.loaded.value : undefined;
  return (
    <Screen title={t("queue")} lead={page === undefined ? t("queueLead") : howLong(page)}>
      <div class={`side-by-side${chosen === undefined ? "" : " one-open"}`}>
        <section class="panel list" aria-label={t("queue")}>
          <Pills
            label={t("stateFilter")}
            value={state}
            choices={Object.entries(STATES).map(([value, { key }]) => ({ value, label: t(key) }))}
            onChange={(value) => setState(value as ApplicationState)}
          />
          <Shown resource={list}>{(page) => <Applications page={page} chosen={chosen} />}</Shown>
          <p class="foot small">{t("namesMasked")}</p>
        </section>
        {chosen !== undefined && <OneApplication key={chosen} id={chosen} onDecided={list.reload} />}
      </div>
    </Screen>
  );
}

/** How many wait, and since when the first of them. */
function howLong({ items, next }: Page<Application>): string {
  if (items.length === 0) return t("queueLead");
  const oldest = items.reduce((first, one) => (one.submitted_at < first ? one.submitted_at : first), "9");
  return t(next === null ? "waiting" : "waitingMore", { n: items.length, time: since(oldest) });
}

function since(time: string): string {
  return duration(Math.floor((Date.now() - Date.parse(time)) / 60_000) * 60_000);
}

function Applications({ page, chosen }: { page: Page<Application>; chosen: string | undefined }) {
  if (page.items.length === 0) {
    return (
      <div class="empty">
        <LineIcon name="queue" size={48} />
        <p>{t("noApplications")}</p>
      </div>
    );
  }
  return (
    <Table caption={t("queue")} heads={[t("number"), t("name"), t("application"), t("waitedFor"), t("state")]}>
      {page.items.map((one) => (
        <tr key={one.id} class={one.id === chosen ? "chosen" : ""}>
          <td class="code">
            <a href={`#/queue/${one.id}`} {...(one.id === chosen && { "aria-current": "true" as const })}>
              {one.id.slice(0, 8)}
            </a>
          </td>
          <td>{one.citizen_masked}</td>
          <td>{said(one.type_name)}</td>
          <td class="number">
            {one.state === "waiting" ? since(one.submitted_at) : moment(one.decided_at ?? one.submitted_at)}
          </td>
          <td>
            <Chip tone={STATES[one.state].tone}>{t(STATES[one.state].key)}</Chip>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function OneApplication({ id, onDecided }: { id: string; onDecided: () => Promise<void> }) {
  const path = `applications/${encodeURIComponent(id)}`;
  const resource = useResource(() => api.get<ApplicationDetail>(path), path);
  return (
    <section class="panel" aria-label={t("application")}>
      <Shown resource={resource}>
        {(detail) => <Detail detail={detail} path={path} resource={resource} onDecided={onDecided} />}
      </Shown>
    </section>
  );
}

interface DetailProps {
  readonly detail: ApplicationDetail;
  readonly path: string;
  readonly resource: Resource<ApplicationDetail>;
  readonly onDecided: () => Promise<void>;
}

function Detail({ detail, path, resource, onDecided }: DetailProps) {
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const act = useAct();
  const decided = async (sentence: string) => {
    setNews(sentence);
    await Promise.all([resource.reload(), onDecided()]);
  };
  const facts = revealed?.facts ?? detail.facts.map((fact) => ({ label: fact.label, value: fact.value_masked }));
  return (
    <>
      <p class="application-head">
        <span class="number">
          {detail.id.slice(0, 8)} · {moment(detail.submitted_at)}
        </span>
        <Chip tone={STATES[detail.state].tone}>{t(STATES[detail.state].key)}</Chip>
      </p>
      <h2>{said(detail.type_name)}</h2>
      <div class="masked">
        <span>{detail.citizen_masked}</span>
        {revealed === null && (
          <button
            type="button"
            class="link-button"
            onClick={() => void act.run(async () => setRevealed(await api.post<Revealed>(`${path}/reveal`)))}
          >
            {t("reveal")}
          </button>
        )}
      </div>
      <dl class="facts" aria-label={t("facts")}>
        {facts.map((fact) => (
          <>
            <dt>{said(fact.label)}</dt>
            <dd>{said(fact.value)}</dd>
          </>
        ))}
      </dl>
      {detail.reason && (
        <p>
          {t("reason")}: {said(detail.reason)}
        </p>
      )}
      <Checks checks={detail.checks} />
      {news !== null && <Note>{news}</Note>}
      <Failure failure={act.failure} />
      {detail.state === "waiting" && may("approver") && (
        <Decision
          path={path}
          type={said(detail.type_name)}
          toLookAt={detail.checks.some((check) => check.outcome === "look")}
          onDecided={decided}
        />
      )}
    </>
  );
}

const SIGNS = { ok: TickIcon, look: LookIcon, failed: CrossIcon };
const OUTCOMES = { ok: "outcomeOk", look: "outcomeLook", failed: "outcomeFailed" } as const;

function Checks({ checks }: { checks: readonly Check[] }) {
  return (
    <ul class="checks" aria-label={t("checks")}>
      {checks.map((check) => {
        const Sign = SIGNS[check.outcome];
        return (
          <li key={check.label.en} class={check.outcome}>
            <Sign />
            <div>
              <strong>{said(check.label)}</strong>
              <span class="visually-hidden"> {t(OUTCOMES[check.outcome])}</span>
              <p class="small">{said(check.sentence)}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface DecisionProps {
  readonly path: string;
  readonly type: string;
  readonly toLookAt: boolean;
  readonly onDecided: (sentence: string) => Promise<void>;
}

function Decision({ path, type, toLookAt, onDecided }: DecisionProps) {
  const [seen, setSeen] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [isRefusing, setRefusing] = useState(false);
  const act = useAct();
  const approve = () => {
    if (toLookAt && !seen) return setMissing(true);
    void act.run(async () => {
      await api.post(`${path}/approve`);
      await onDecided(t("approved"));
    });
  };
  return (
    <>
      {toLookAt && <Tick label={t("seen")} checked={seen} onChange={setSeen} />}
      {isMissing && !seen && <Note failed>{t("seenMissing")}</Note>}
      <Failure failure={act.failure} />
      <Button kind="filled" wide busy={act.busy} onClick={approve}>
        {t("approve", { type })}
      </Button>
      <Button wide onClick={() => setRefusing(true)}>
        {t("refuse")}
      </Button>
      {isRefusing && (
        <Refusal path={path} onClose={() => setRefusing(false)} onRefused={() => onDecided(t("refused"))} />
      )}
    </>
  );
}

function Refusal(props: { path: string; onClose: () => void; onRefused: () => Promise<void> }) {
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const act = useAct();
  const refuse = () => {
    if (reason.trim() === "") return setMissing(true);
    void act.run(async () => {
      await api.post(`${props.path}/refuse`, { reason });
      props.onClose();
      await props.onRefused();
    });
  };
  return (
    <Dialog title={t("refuseTitle")} onClose={props.onClose}>
      <TextField
        label={t("reason")}
        hint={t("refuseHint")}
        value={reason}
        onInput={setReason}
        long
        error={isMissing && reason.trim() === "" ? t("reasonMissing") : undefined}
      />
      <Failure failure={act.failure} />
      <div class="choices">
        <Button onClick={props.onClose}>{t("cancel")}</Button>
        <Button kind="filled" busy={act.busy} onClick={refuse}>
          {t("refuseNow")}
        </Button>
      </div>
    </Dialog>
  );
}
