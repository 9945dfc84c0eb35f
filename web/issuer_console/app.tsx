import type { ComponentChildren, ComponentType } from "preact";
import { route } from "../shared/router";
import { may, session, type Role } from "./api/office";
import { Note, Skeleton } from "../shared/components/panels";
import type { LineName } from "../shared/components/icons";
import { t, type Key } from "./i18n";
import { Frame, OpenFrame } from "./frame";
import { ApplicationScreen, QueueScreen } from "./screens/queue";
import { Screen } from "./screen";
import { SessionEnd } from "./session_end";
import { AuditScreen } from "./screens/audit";
import { BulkJobScreen, BulkScreen } from "./screens/bulk";
import { ClientsScreen } from "./screens/clients";
import { EnrolmentScreen } from "./screens/enrolment";
import { FindScreen } from "./screens/find";
import { HaltScreen } from "./screens/halt";
import { HealthScreen } from "./screens/health";
import { KeysScreen } from "./screens/keys";
import { OfferScreen } from "./screens/offer";
import { SignInScreen } from "./screens/sign_in";
import { StaffScreen } from "./screens/staff";
import { StopScreen } from "./screens/stop";

export interface Place {
  readonly name: Extract<Key, "queue" | "offers" | "bulk" | "find" | "stop" | "keys" | "health" | "audit" | "staff" | "halt" | "clients">;
  readonly icon: LineName;
  readonly roles: readonly Role[];
  readonly screen: ComponentType;
  /** What is shown for one thing of this place, by its id. */
  readonly one?: ComponentType<{ id: string }>;
}

export const PLACES: readonly Place[] = [
  { name: "queue", icon: "queue", roles: ["teller", "approver"], screen: QueueScreen, one: ApplicationScreen },
  { name: "offers", icon: "offer", roles: ["teller", "approver"], screen: OfferScreen },
  { name: "bulk", icon: "people", roles: ["teller", "approver", "auditor"], screen: BulkScreen, one: BulkJobScreen },
  { name: "find", icon: "search", roles: ["teller", "approver"], screen: FindScreen },
  { name: "stop", icon: "stop", roles: ["teller", "approver", "auditor"], screen: StopScreen },
  { name: "halt", icon: "halt", roles: ["approver", "auditor", "administrator"], screen: HaltScreen },
  { name: "keys", icon: "key", roles: ["auditor", "administrator"], screen: KeysScreen },
  { name: "health", icon: "pulse", roles: ["auditor", "administrator"], screen: HealthScreen },
  { name: "audit", icon: "clock", roles: ["auditor"], screen: AuditScreen },
  { name: "staff", icon: "staff", roles: ["auditor", "administrator"], screen: StaffScreen },
  { name: "clients", icon: "plug", roles: ["auditor", "administrator"], screen: ClientsScreen },
];

export function App() {
  const { screen, rest } = route.value;
  if (screen === "enrolment") return <OpenFrame>{<EnrolmentScreen token={rest[0] ?? ""} />}</OpenFrame>;
  if (session.value === undefined) return <OpenFrame>{<Skeleton label={t("loading")} rows={3} />}</OpenFrame>;
  if (session.value === null) return <OpenFrame>{<SignInScreen />}</OpenFrame>;
  const mine = PLACES.filter((place) => may(...place.roles));
  const place = screen === "" ? mine[0] : PLACES.find((each) => each.name === screen);
  return (
    <Frame places={mine} current={place} screen={screen}>
      <PlaceScreen key={`${screen}/${rest.join("/")}`} place={place} id={rest[0]} />
      <SessionEnd />
    </Frame>
  );
}

function Closed({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Screen title={title}>
      <Note>{children}</Note>
    </Screen>
  );
}

function PlaceScreen({ place, id }: { place: Place | undefined; id: string | undefined }) {
  if (place === undefined) return <Closed title={t("office")}>{t("nothingHere")}</Closed>;
  if (!may(...place.roles)) return <Closed title={t(place.name)}>{t("noPermission")}</Closed>;
  const { screen: All, one: One } = place;
  return id !== undefined && One !== undefined ? <One id={id} /> : <All />;
}
