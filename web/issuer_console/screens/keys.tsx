import { Chip, type Tone } from "../../shared/components/controls";
import { Table } from "../../shared/components/panels";
import { day } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Shown } from "../act";
import { api, type SigningKey } from "../api/office";
import { t, type Key } from "../i18n";
import { Screen } from "../screen";

const PURPOSES = {
  credential: "purposeCredential",
  status: "purposeStatus",
  attestation: "purposeAttestation",
} as const;
const STATES: Record<SigningKey["state"], { key: Key; tone: Tone }> = {
  current: { key: "keyCurrent", tone: "ok" },
  ended: { key: "keyEnded", tone: "paused" },
  compromised: { key: "keyCompromised", tone: "failed" },
  not_registered: { key: "keyNotRegistered", tone: "look" },
  unknown: { key: "keyUnknown", tone: "look" },
};

export function KeysScreen() {
  const keys = useResource(() => api.get<{ items: readonly SigningKey[] }>("health/keys"), "keys");
  return (
    <Screen title={t("keys")} lead={t("keysLead")}>
      <section class="panel" aria-label={t("keys")}>
        <Shown resource={keys}>
          {({ items }) => (
            <Table
              caption={t("keys")}
              heads={[t("purpose"), t("number"), t("since"), t("certificateEnds"), t("state")]}
            >
              {items.map((key) => (
                <tr key={key.thumbprint}>
                  <td>{t(PURPOSES[key.purpose])}</td>
                  <td class="code">{key.thumbprint.slice(0, 12)}</td>
                  <td class="number">{key.since === null ? t("none") : day(key.since)}</td>
                  <td class="number">{day(key.certificate_ends)}</td>
                  <td>
                    <Chip tone={STATES[key.state].tone}>
                      {t(key.signs === true && key.state === "current" ? "keySigns" : STATES[key.state].key)}
                    </Chip>
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
