import { useState } from "preact/hooks";
import { Button } from "../../shared/components/controls";
import { Note, Table } from "../../shared/components/panels";
import { count, moment } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, type AuditCheck, type AuditEntry, type Page } from "../api/office";
import { t } from "../i18n";
import { Screen } from "../screen";

export function AuditScreen() {
  const [check, setCheck] = useState<AuditCheck | null>(null);
  const entries = useResource(() => api.get<Page<AuditEntry>>("audit"), "audit");
  const act = useAct();
  return (
    <Screen title={t("audit")} lead={t("auditLead")}>
      <Button
        busy={act.busy}
        onClick={() => void act.run(async () => setCheck(await api.get<AuditCheck>("audit/check")))}
      >
        {t("checkAudit")}
      </Button>
      <Failure failure={act.failure} />
      {check !== null && (
        <Note failed={!check.whole}>
          {check.whole
            ? t("auditWhole", { n: check.newest?.number ?? 0 })
            : t("auditBroken", { n: check.first_broken ?? 0 })}
        </Note>
      )}
      <section class="panel" aria-label={t("audit")}>
        <Shown resource={entries}>{(page) => <Entries first={page} />}</Shown>
      </section>
    </Screen>
  );
}

function Entries({ first }: { first: Page<AuditEntry> }) {
  const [pages, setPages] = useState<readonly Page<AuditEntry>[]>([first]);
  const act = useAct();
  const next = pages.at(-1)?.next ?? null;
  const more = () =>
    act.run(async () => {
      const page = await api.get<Page<AuditEntry>>("audit", { cursor: next ?? undefined });
      setPages([...pages, page]);
    });
  const entries = pages.flatMap((page) => page.items);
  if (entries.length === 0) return <p class="empty">{t("noAudit")}</p>;
  return (
    <>
      <Table caption={t("audit")} heads={[t("number"), t("when"), t("who"), t("act"), t("subject"), t("reason")]}>
        {entries.map((entry) => (
          <tr key={entry.number}>
            <td class="number">{count(entry.number)}</td>
            <td class="number">{moment(entry.at)}</td>
            <td>{entry.actor}</td>
            <td class="code">{entry.act}</td>
            <td class="code">{entry.subject?.slice(0, 12) ?? t("none")}</td>
            <td>{entry.reason ?? t("none")}</td>
          </tr>
        ))}
      </Table>
      <Failure failure={act.failure} />
      {next !== null && (
        <Button busy={act.busy} onClick={() => void more()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
