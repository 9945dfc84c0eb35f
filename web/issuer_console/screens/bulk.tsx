import { useEffect, useState } from "preact/hooks";
import { Button, Chip, Field, SelectField, type Tone } from "../../shared/components/controls";
import { Progress, Steps, Table, type Step } from "../../shared/components/panels";
import { count, moment, said } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { go } from "../../shared/router";
import { Failure, Shown, useAct } from "../act";
import { api, may, type BulkJob, type BulkRow, type Page, type TypeSummary } from "../api/office";
import { t, type Key } from "../i18n";
import { Screen } from "../screen";
import { useTypeNames } from "../type_names";

const REFRESH_MS = 1_500;
const STATES: Record<BulkJob["state"], { key: Key; tone: Tone }> = {
  checking: { key: "jobChecking", tone: "look" },
  checked: { key: "jobChecked", tone: "ok" },
  running: { key: "jobRunning", tone: "look" },
  stopped: { key: "jobStopped", tone: "paused" },
  done: { key: "jobDone", tone: "ok" },
};

export function BulkScreen() {
  const types = useResource(() => api.get<Page<TypeSummary>>("types"), "types");
  const jobs = useResource(() => api.get<Page<BulkJob>>("bulk-jobs"), "bulk-jobs");
  return (
    <Screen title={t("bulk")} lead={t("bulkLead")}>
      {may("teller", "approver") && (
        <Shown resource={types}>{(page) => <UploadForm types={page.items} />}</Shown>
      )}
      <section class="panel" aria-labelledby="jobs">
        <h2 id="jobs">{t("jobs")}</h2>
        <Shown resource={jobs}>{(page) => <Jobs jobs={page.items} />}</Shown>
      </section>
    </Screen>
  );
}

function UploadForm({ types }: { types: readonly TypeSummary[] }) {
  const [type, setType] = useState(types[0]?.id ?? "");
  const [file, setFile] = useState<File | null>(null);
  const [isMissing, setMissing] = useState(false);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    if (file === null) return setMissing(true);
    void act.run(async () => {
      const { id } = await api.upload<{ id: string }>("bulk-jobs", file, { type_id: type });
      go(`bulk/${id}`);
    });
  };
  return (
    <form class="panel form" onSubmit={submit}>
      <SelectField
        label={t("type")}
        value={type}
        choices={types.map((each) => ({ value: each.id, label: said(each.name) }))}
        onChange={setType}
      />
      <Field label={t("file")} error={isMissing && file === null ? t("fileMissing") : undefined}>
        {(tied) => (
          <input
            {...tied}
            type="file"
            accept=".csv,.xlsx"
            onChange={(event) => setFile((event.currentTarget as HTMLInputElement).files?.[0] ?? null)}
          />
        )}
      </Field>
      <Failure failure={act.failure} />
      <Button kind="filled" submit busy={act.busy}>
        {t("upload")}
      </Button>
    </form>
  );
}

function Jobs({ jobs }: { jobs: readonly BulkJob[] }) {
  const nameOf = useTypeNames();
  if (jobs.length === 0) return <p class="empty">{t("noJobs")}</p>;
  return (
    <Table caption={t("jobs")} heads={[t("number"), t("type"), t("made"), t("state")]}>
      {jobs.map((job) => (
        <tr key={job.id}>
          <td class="code">
            <a href={`#/bulk/${job.id}`}>{job.id.slice(0, 8)}</a>
          </td>
          <td>{nameOf(job.type_id)}</td>
          <td class="number">{moment(job.created_at)}</td>
          <td>
            <Chip tone={STATES[job.state].tone}>{t(STATES[job.state].key)}</Chip>
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function BulkJobScreen({ id }: { id: string }) {
  const path = `bulk-jobs/${encodeURIComponent(id)}`;
  const job = useResource(() => api.get<BulkJob>(path), path);
  const nameOf = useTypeNames();
  const value = job.loaded.state === "ready" ? job.loaded.value : null;
  const moving = job.loaded.state === "ready" && ["checking", "running"].includes(job.loaded.value.state);
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => void job.reload(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [moving, job.reload]);
  return (
    <Screen
      title={value === null ? t("bulk") : t("bulkOf", { type: nameOf(value.type_id) })}
      lead={value === null ? t("bulkLead") : t("bulkRows", { n: value.rows, time: moment(value.created_at) })}
    >
      <Shown resource={job}>
        {(value) => (
          <>
            <Steps steps={stepsOf(value)} />
            <JobPanel job={value} path={path} onChanged={job.reload} />
            {may("teller", "approver") && value.state !== "checking" && <LeftOut job={value} path={path} />}
          </>
        )}
      </Shown>
    </Screen>
  );
}

function stepsOf(job: BulkJob): readonly Step[] {
  const now = { checking: 1, checked: 2, running: 2, stopped: 2, done: 4 }[job.state];
  const names: readonly Key[] = ["stepUpload", "stepCheck", "stepIssue", "stepResult"];
  return names.map((key, number) => ({
    label: t(key),
    state: number < now ? "done" : number === now ? "now" : "later",
  }));
}

interface JobProps {
  readonly job: BulkJob;
  readonly path: string;
}

function JobPanel({ job, path, onChanged }: JobProps & { onChanged: () => Promise<void> }) {
  const act = useAct();
  const order = (name: "start" | "stop" | "resume") =>
    act.run(async () => {
      await api.post(`${path}/${name}`);
      await onChanged();
    });
  const state = STATES[job.state];
  return (
    <section class="panel" aria-label={t(state.key)}>
      <div class="row">
        <div>
          <p class="small" role="status">
            {t(state.key)}
          </p>
          <p>
            <span class="big-number number">{count(job.done)}</span>{" "}
            <span class="number">{t("ofRows", { n: job.ready })}</span>
          </p>
        </div>
        {may("teller", "approver") && (
          <div class="acts">
            {job.state === "checked" && job.ready > 0 && (
              <Button kind="filled" busy={act.busy} onClick={() => void order("start")}>
                {t("start", { n: job.ready })}
              </Button>
            )}
            {job.state === "running" && (
              <Button busy={act.busy} onClick={() => void order("stop")}>
                {t("pause")}
              </Button>
            )}
            {job.state === "stopped" && (
              <Button kind="filled" busy={act.busy} onClick={() => void order("resume")}>
                {t("continue")}
              </Button>
            )}
            {job.state === "done" && (
              <a class="button" href={api.address(`${path}/offers.csv`)} download>
                {t("download")}
              </a>
            )}
          </div>
        )}
      </div>
      <Progress label={t("stepIssue")} done={job.done} of={job.ready} />
      <Failure failure={act.failure} />
      <p class="small">{t("bulkCalm")}</p>
    </section>
  );
}

function LeftOut({ job, path }: JobProps) {
  const rows = useResource(() => api.get<Page<BulkRow>>(`${path}/rows`, { outcome: "error" }), `${path}/${job.errors}`);
  return (
    <section class="panel" aria-labelledby="left-out">
      <div class="row">
        <h2 id="left-out">{t("leftOut")}</h2>
        <div class="acts">
          {job.errors > 0 && <Chip tone="failed">{t("errorsN", { n: job.errors })}</Chip>}
          <Chip tone="ok">{t("readyN", { n: job.ready })}</Chip>
        </div>
      </div>
      <Shown resource={rows}>
        {(page) =>
          page.items.length === 0 ? (
            <p>{t("noErrors")}</p>
          ) : (
            <>
              <Table caption={t("leftOut")} heads={[t("row"), t("whatIsWrong")]}>
                {page.items.map((row) => (
                  <tr key={row.row}>
                    <td class="number">{count(row.row)}</td>
                    <td>{row.sentence === null ? row.code : said(row.sentence)}</td>
                  </tr>
                ))}
              </Table>
              <p class="small">{t("leftOutNote")}</p>
            </>
          )
        }
      </Shown>
    </section>
  );
}
