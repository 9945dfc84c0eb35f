import { Chip, type Tone } from "../../shared/components/controls";
import { Table } from "../../shared/components/panels";
import { count, moment } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Shown } from "../act";
import { api, type Anchor } from "../api/office";
import { t, type Key } from "../i18n";
import { Screen } from "../screen";

const STATES: Record<Anchor["state"], { key: Key; tone: Tone }> = {
  anchored: { key: "anchorAnchored", tone: "ok" },
  waiting: { key: "anchorWaiting", tone: "look" },
  late: { key: "anchorLate", tone: "failed" },
};

export function HealthScreen() {
  const anchors = useResource(() => api.get<{ items: readonly Anchor[] }>("health/anchors"), "anchors");
  return (
    <Screen title={t("health")} lead={t("healthLead")}>
      <section class="panel" aria-label={t("health")}>
        <Shown resource={anchors}>
          {({ items }) => (
            <Table caption={t("health")} heads={[t("list"), t("sequence"), t("published"), t("anchored"), t("state")]}>
              {items.map((anchor) => (
                <tr key={`${anchor.list}/${anchor.sequence}`}>
                  <td class="number">{count(anchor.list)}</td>
                  <td class="number">{count(anchor.sequence)}</td>
                  <td class="number">{moment(anchor.published_at)}</td>
                  <td class="number">{anchor.anchored_at === null ? t("none") : moment(anchor.anchored_at)}</td>
                  <td>
                    <Chip tone={STATES[anchor.state].tone}>{t(STATES[anchor.state].key)}</Chip>
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </Shown>
      </section>
    </Screen>
  );
}
