import { startAuthentication, type PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { useState } from "preact/hooks";
import { Button, TextField } from "../../shared/components/controls";
import { Note } from "../../shared/components/panels";
import { Failure, useAct } from "../act";
import { api, enter, timedOut, type Session } from "../api/office";
import { t } from "../i18n";
import { Screen } from "../screen";
import { ApiError } from "../../shared/api";

interface Begun {
  readonly methods: readonly ("totp" | "passkey")[];
  readonly passkey_options: PublicKeyCredentialRequestOptionsJSON | null;
}

export function SignInScreen() {
  const [begun, setBegun] = useState<Begun | null>(null);
  return begun === null ? (
    <PasswordStep onBegun={setBegun} />
  ) : (
    <SecondStep begun={begun} onBack={() => setBegun(null)} />
  );
}

function PasswordStep({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    void act.run(async () => onBegun(await api.post<Begun>("office/sign-in", { user, password })));
  };
  return (
    <Screen title={t("signIn")} lead={t("signInLead")}>
      {timedOut.value && <Note>{t("error_session_missing")}</Note>}
      <form class="panel" onSubmit={submit}>
        <TextField label={t("user")} value={user} onInput={setUser} autocomplete="username" />
        <TextField
          label={t("password")}
          value={password}
          onInput={setPassword}
          type="password"
          autocomplete="current-password"
        />
        <Failure failure={act.failure} />
        <Button kind="filled" wide submit busy={act.busy}>
          {t("next")}
        </Button>
      </form>
    </Screen>
  );
}

function SecondStep({ begun, onBack }: { begun: Begun; onBack: () => void }) {
  const [code, setCode] = useState("");
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    void act.run(async () => enter(await api.post<Session>("office/sign-in/totp", { code })));
  };
  return (
    <Screen title={t("secondStep")}>
      <div class="panel">
        {begun.methods.includes("totp") && (
          <form onSubmit={submit}>
            <TextField
              label={t("totpCode")}
              hint={t("totpHint")}
              value={code}
              onInput={setCode}
              code
              maxLength={6}
              autocomplete="one-time-code"
            />
            <Button kind="filled" wide submit busy={act.busy}>
              {t("enterWithCode")}
            </Button>
          </form>
        )}
        {begun.passkey_options !== null && (
          <Button wide busy={act.busy} onClick={() => void act.run(() => usePasskey(begun.passkey_options))}>
            {t("enterWithPasskey")}
          </Button>
        )}
        <Failure failure={act.failure} />
        <button type="button" class="link-button" onClick={onBack}>
          {t("back")}
        </button>
      </div>
    </Screen>
  );
}

async function usePasskey(options: PublicKeyCredentialRequestOptionsJSON | null): Promise<void> {
  if (options === null) return;
  const credential = await startAuthentication({ optionsJSON: options }).catch(() => {
    throw new ApiError(401, "sign_in_refused");
  });
  enter(await api.post<Session>("office/sign-in/passkey", { credential }));
}
