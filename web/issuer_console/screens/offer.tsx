import { useState } from "preact/hooks";
import { Button, SelectField, TextField, Tick } from "../../shared/components/controls";
import { QrCode } from "../../shared/components/qr";
import { moment, said } from "../../shared/i18n";
import { useResource } from "../../shared/resource";
import { Failure, Shown, useAct } from "../act";
import { api, type Offer, type Page, type TypeSummary } from "../api/office";
import { t } from "../i18n";
import { Screen } from "../screen";

export function OfferScreen() {
  const [offer, setOffer] = useState<Offer | null>(null);
  const types = useResource(() => api.get<Page<TypeSummary>>("types"), "types");
  return (
    <Screen title={t("offers")} lead={t("offerLead")}>
      {offer === null ? (
        <Shown resource={types}>{(page) => <OfferForm types={page.items} onMade={setOffer} />}</Shown>
      ) : (
        <MadeOffer offer={offer} onAnother={() => setOffer(null)} />
      )}
    </Screen>
  );
}

function OfferForm({ types, onMade }: { types: readonly TypeSummary[]; onMade: (offer: Offer) => void }) {
  const [type, setType] = useState(types[0]?.id ?? "");
  const [citizen, setCitizen] = useState("");
  const [withCode, setWithCode] = useState(true);
  const [isMissing, setMissing] = useState(false);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    if (citizen.trim() === "") return setMissing(true);
    const wanted = { type, citizen: citizen.trim(), tx_code: withCode };
    void act.run(async () => onMade(await api.post<Offer>("offers", wanted)));
  };
  return (
    <form class="panel form" onSubmit={submit}>
      <SelectField
        label={t("type")}
        value={type}
        choices={types.map((each) => ({ value: each.id, label: said(each.name) }))}
        onChange={setType}
      />
      <TextField
        label={t("citizen")}
        value={citizen}
        onInput={setCitizen}
        error={isMissing && citizen.trim() === "" ? t("citizenMissing") : undefined}
      />
      <Tick label={t("withTxCode")} checked={withCode} onChange={setWithCode} />
      <Failure failure={act.failure} />
      <Button kind="filled" wide submit busy={act.busy}>
        {t("makeOffer")}
      </Button>
    </form>
  );
}

function MadeOffer({ offer, onAnother }: { offer: Offer; onAnother: () => void }) {
  return (
    <div class="panel form" role="status">
      <h2>{t("offerReady")}</h2>
      <div class="plate">
        <QrCode text={offer.credential_offer_uri} label={t("offerQr")} />
      </div>
      <p>{t("offerUntil", { time: moment(offer.expires_at) })}</p>
      {offer.tx_code !== null && (
        <div class="note no-print">
          <p>{t("txCode")}</p>
          <p class="secret number">{offer.tx_code}</p>
          <p class="small">{t("txCodeHint")}</p>
        </div>
      )}
      <p class="small">{t("link")}</p>
      <p class="address number">{offer.credential_offer_uri}</p>
      <div class="choices no-print">
        <Button onClick={() => print()}>{t("print")}</Button>
        <Button onClick={onAnother}>{t("anotherOffer")}</Button>
      </div>
    </div>
  );
}
