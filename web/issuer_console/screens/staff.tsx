import { useState } from "preact/hooks";
import { Button, Chip, TextField, Tick, type Tone } from "../../shared/components/controls";
import { Dialog, Note, Table } from "../../shared/components/panels";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, may, type Page, type Role, type StaffMember } from "../api/office";
import { t, type Key } from "../i18n";
import { Screen } from "../screen";

const ROLES: readonly Role[] = ["teller", "approver", "auditor", "administrator"];
const STATES: Record<StaffMember["state"], { key: Key; tone: Tone }> = {
  invited: { key: "memberInvited", tone: "look" },
  active: { key: "memberActive", tone: "ok" },
  disabled: { key: "memberDisabled", tone: "paused" },
};

export function StaffScreen() {
  const staff = useResource(() => api.get<Page<StaffMember>>("staff"), "staff");
  return (
    <Screen title={t("staff")} lead={t("staffLead")}>
      {may("administrator") && <InviteForm onInvited={staff.reload} />}
      <section class="panel" aria-label={t("staff")}>
        <Shown resource={staff}>{(page) => <Members members={page.items} onChanged={staff.reload} />}</Shown>
      </section>
    </Screen>
  );
}

function InviteForm({ onInvited }: { onInvited: () => Promise<void> }) {
  const [user, setUser] = useState("");
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<readonly Role[]>(["teller"]);
  const [isMissing, setMissing] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const act = useAct();
  const toggle = (role: Role, chosen: boolean) =>
    setRoles(chosen ? [...roles, role] : roles.filter((each) => each !== role));
  const submit = (event: Event) => {
    event.preventDefault();
    if (roles.length === 0) return setMissing(true);
    void act.run(async () => {
      const invited = await api.post<{ enrolment_link: string }>("staff", { user, name, roles });
      setLink(invited.enrolment_link);
      await onInvited();
    });
  };
  return (
    <form class="panel form" onSubmit={submit}>
      <TextField label={t("user")} value={user} onInput={setUser} maxLength={40} />
      <TextField label={t("name")} value={name} onInput={setName} maxLength={100} />
      <fieldset class="field">
        <legend class="label">{t("roles")}</legend>
        {ROLES.map((role) => (
          <Tick
            key={role}
            label={t(`role_${role}`)}
            checked={roles.includes(role)}
            onChange={(chosen) => toggle(role, chosen)}
          />
        ))}
      </fieldset>
      {isMissing && roles.length === 0 && <Note failed>{t("rolesMissing")}</Note>}
      <Failure failure={act.failure} />
      {link !== null && (
        <>
          <Note>{t("invited")}</Note>
          <p class="address number">{link}</p>
        </>
      )}
      <Button kind="filled" submit busy={act.busy}>
        {t("invite")}
      </Button>
    </form>
  );
}

function Members({ members, onChanged }: { members: readonly StaffMember[]; onChanged: () => Promise<void> }) {
  const [leaving, setLeaving] = useState<StaffMember | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const act = useAct();
  const disable = (member: StaffMember) =>
    act.run(async () => {
      setLeaving(null);
      await api.post(`staff/${encodeURIComponent(member.user)}/disable`);
      setNews(t("disabled"));
      await onChanged();
    });
  return (
    <>
      {news !== null && <Note>{news}</Note>}
      <Failure failure={act.failure} />
      <Table caption={t("staff")} heads={[t("user"), t("name"), t("roles"), t("state")]}>
        {members.map((member) => (
          <tr key={member.user}>
            <td>{member.user}</td>
            <td>{member.name}</td>
            <td>{member.roles.map((role) => t(`role_${role}`)).join(", ")}</td>
            <td>
              <div class="acts">
                <Chip tone={STATES[member.state].tone}>{t(STATES[member.state].key)}</Chip>
                {may("administrator") && member.state !== "disabled" && (
                  <button type="button" class="link-button" onClick={() => setLeaving(member)}>
                    {t("disable")}
                    <span class="visually-hidden"> {member.name}</span>
                  </button>
                )}
              </div>
            </td>
          </tr>
        ))}
      </Table>
      {leaving !== null && (
        <Dialog title={t("disableTitle", { name: leaving.name })} onClose={() => setLeaving(null)}>
          <div class="choices">
            <Button onClick={() => setLeaving(null)}>{t("cancel")}</Button>
            <Button kind="filled" onClick={() => void disable(leaving)}>
              {t("disable")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
