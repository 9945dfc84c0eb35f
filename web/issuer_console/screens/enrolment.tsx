import { useState } from "preact/hooks";
import { Button, TextField } from "../../shared/components/controls";
import { Note } from "../../shared/components/panels";
import { QrCode } from "../../shared/components/qr";
import { useResource } from "../../shared/resource";
import { go } from "../../shared/router";
import { Failure, Shown, useAct } from "../act";
import { api, type Enrolment } from "../api/office";
import { t } from "../i18n";
import { Screen } from "../screen";

export function EnrolmentScreen({ token }: { token: string }) {
  const path = `office/enrolment/${encodeURIComponent(token)}`;
  const resource = useResource(() => api.get<Enrolment>(path), path);
  return <Shown resource={resource}>{(enrolment) => <EnrolmentForm enrolment={enrolment} path={path} />}</Shown>;
}

function EnrolmentForm({ enrolment, path }: { enrolment: Enrolment; path: string }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [isEnrolled, setEnrolled] = useState(false);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      await api.post(path, { password, totp_code: code });
      setEnrolled(true);
    });
  };
  return (
    <Screen title={t("enrolTitle", { name: enrolment.name })} lead={t("enrolLead")}>
      {isEnrolled ? (
        <div class="panel">
          <Note>{t("enrolled")}</Note>
          <Button kind="filled" wide onClick={() => go("")}>
            {t("signIn")}
          </Button>
        </div>
      ) : (
        <form class="panel" onSubmit={submit}>
          <TextField
            label={t("newPassword")}
            hint={t("passwordHint")}
            value={password}
            onInput={setPassword}
            type="password"
            autocomplete="new-password"
          />
          <p>{t("totpConnect")}</p>
          <div class="plate">
            <QrCode text={enrolment.totp.uri} label={t("totpQr")} />
          </div>
          <p class="address number">{enrolment.totp.secret}</p>
          <TextField
            label={t("totpCode")}
            value={code}
            onInput={setCode}
            code
            maxLength={6}
            autocomplete="one-time-code"
          />
          <Failure failure={act.failure} />
          <Button kind="filled" wide submit busy={act.busy}>
            {t("enrol")}
          </Button>
        </form>
      )}
    </Screen>
  );
}
