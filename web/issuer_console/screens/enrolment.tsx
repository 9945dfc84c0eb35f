import { startRegistration, type RegistrationResponseJSON } from "@simplewebauthn/browser";
import { useState } from "preact/hooks";
import { ApiError } from "../../shared/api";
import { Button, Pills, TextField } from "../../shared/components/controls";
import { Note } from "../../shared/components/panels";
import { QrCode } from "../../shared/components/qr";
import { useResource } from "../../shared/resource";
import { go } from "../../shared/router";
import { Failure, Shown, useAct } from "../act";
import { api, type Enrolment } from "../api/office";
import { t } from "../i18n";
import { Screen } from "../screen";

type Method = "totp" | "passkey";
type Factor = { readonly totp_code: string } | { readonly passkey: RegistrationResponseJSON };

export function EnrolmentScreen({ token }: { token: string }) {
  const path = `office/enrolment/${encodeURIComponent(token)}`;
  const resource = useResource(() => api.get<Enrolment>(path), path);
  const { loaded } = resource;
  return (
    <Screen
      title={loaded.state === "ready" ? t("enrolTitle", { name: loaded.value.name }) : t("enrolment")}
      lead={t("enrolLead")}
    >
      <Shown resource={resource}>{(enrolment) => <EnrolmentForm enrolment={enrolment} path={path} />}</Shown>
    </Screen>
  );
}

function EnrolmentForm({ enrolment, path }: { enrolment: Enrolment; path: string }) {
  const [password, setPassword] = useState("");
  const [method, setMethod] = useState<Method>("totp");
  const [code, setCode] = useState("");
  const [isEnrolled, setEnrolled] = useState(false);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      const factor: Factor = method === "totp" ? { totp_code: code } : { passkey: await makePasskey(enrolment) };
      await api.post(path, { password, ...factor });
      setEnrolled(true);
    });
  };
  if (isEnrolled) return <Enrolled />;
  return (
    <form class="panel" onSubmit={submit}>
      <input autocomplete="username" value={enrolment.user} readonly hidden />
      <TextField
        label={t("newPassword")}
        hint={t("passwordHint")}
        value={password}
        onInput={setPassword}
        type="password"
        autocomplete="new-password"
      />
      <div class="field">
        <p class="label">{t("secondFactor")}</p>
        <Pills
          label={t("secondFactor")}
          value={method}
          choices={[
            { value: "totp", label: t("byApp") },
            { value: "passkey", label: t("byPasskey") },
          ]}
          onChange={(value) => setMethod(value as Method)}
        />
      </div>
      {method === "totp" ? (
        <Authenticator enrolment={enrolment} code={code} onCode={setCode} />
      ) : (
        <p>{t("passkeyHint")}</p>
      )}
      <Failure failure={act.failure} />
      <Button kind="filled" wide submit busy={act.busy}>
        {t(method === "totp" ? "enrol" : "enrolByPasskey")}
      </Button>
    </form>
  );
}

function Authenticator(props: { enrolment: Enrolment; code: string; onCode: (code: string) => void }) {
  const { secret, uri } = props.enrolment.totp;
  return (
    <>
      <p>{t("totpConnect")}</p>
      <div class="plate">
        <QrCode text={uri} label={t("totpQr")} />
      </div>
      <p class="address number centred">{secret}</p>
      <TextField
        label={t("totpCode")}
        value={props.code}
        onInput={props.onCode}
        code
        maxLength={6}
        autocomplete="one-time-code"
      />
    </>
  );
}

function Enrolled() {
  return (
    <div class="panel">
      <Note>{t("enrolled")}</Note>
      <Button kind="filled" wide onClick={() => go("")}>
        {t("signIn")}
      </Button>
    </div>
  );
}

async function makePasskey({ passkey_options }: Enrolment): Promise<RegistrationResponseJSON> {
  if (passkey_options === null) throw new ApiError(0, "passkey_failed");
  return startRegistration({ optionsJSON: passkey_options }).catch(() => {
    throw new ApiError(0, "passkey_failed");
  });
}
