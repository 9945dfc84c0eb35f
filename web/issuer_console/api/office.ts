// The office's API, as docs/office-api.md describes it.
import { signal } from "@preact/signals";
import type { PublicKeyCredentialCreationOptionsJSON } from "@simplewebauthn/browser";
import { Api, ApiError } from "../../shared/api";
import type { Bilingual } from "../../shared/i18n";
import type { Scope } from "../scopes";

export const api = new Api(new URL("../api/v1/", new URL("./", location.href)));

export type Role = "teller" | "approver" | "auditor" | "administrator";
export interface Session {
  readonly user: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly csrf_token: string;
  readonly expires_at: string;
  readonly second_approver_above: number;
}
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
export type ApplicationState = "waiting" | "approved" | "refused" | "collected" | "expired";
export interface Application {
  readonly id: string;
  readonly type_id: string;
  readonly type_name: Bilingual;
  readonly citizen_masked: string;
  readonly submitted_at: string;
  readonly state: ApplicationState;
  readonly reason?: Bilingual | null;
  readonly decided_by?: string | null;
  readonly decided_at?: string | null;
}
export interface Check {
  readonly label: Bilingual;
  readonly outcome: "ok" | "look" | "failed";
  readonly sentence: Bilingual;
}
export interface ApplicationDetail extends Application {
  readonly facts: readonly { readonly label: Bilingual; readonly value_masked: Bilingual }[];
  readonly checks: readonly Check[];
}
export interface Revealed {
  readonly facts: readonly { readonly label: Bilingual; readonly value: Bilingual }[];
}
export interface TypeSummary {
  readonly id: string;
  readonly name: Bilingual;
}
export interface Offer {
  readonly id: string;
  readonly credential_offer_uri: string;
  readonly credential_offer: string;
  readonly tx_code: string | null;
  readonly expires_at: string;
}
export interface Credential {
  readonly id: string;
  readonly type: string;
  readonly device: string;
  readonly state: "valid" | "suspended" | "revoked";
  readonly signed: boolean;
  readonly issued_at: string;
  readonly expires_at: string;
  readonly status_change: { readonly requested_at: string; readonly anchored_at: string | null } | null;
}
export interface Approval {
  readonly id: string;
  readonly act: "revoke" | "resume_issuing";
  readonly scope: "citizen" | "device" | "credentials" | null;
  readonly subject: string | null;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly expires_at: string;
  readonly count: number;
  readonly reason: string;
  readonly state: "waiting" | "confirmed" | "rejected" | "expired";
}
/** What two people may have to agree on is done at once, or waits. */
export type Revocation = { readonly done: number } | { readonly approval_id: string };
export interface Issuing {
  readonly halted: boolean;
  readonly since: string | null;
  readonly by: string | null;
  readonly reason: string | null;
}
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly created_at: string;
  readonly disabled_at: string | null;
}
export interface ClientWithKey extends Client {
  readonly key: string;
}
export interface BulkJob {
  readonly id: string;
  readonly type_id: string;
  readonly state: "checking" | "checked" | "running" | "stopped" | "done";
  readonly rows: number;
  readonly ready: number;
  readonly done: number;
  readonly errors: number;
  readonly created_at: string;
  readonly finished_at: string | null;
}
export interface BulkRow {
  readonly row: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly sentence: Bilingual | null;
}
export interface SigningKey {
  readonly purpose: "credential" | "status" | "attestation";
  readonly thumbprint: string;
  readonly since: string | null;
  readonly state: "current" | "ended" | "compromised" | "not_registered" | "unknown";
  readonly signs?: boolean;
  readonly certificate_ends: string;
}
export interface Anchor {
  readonly list: number;
  readonly sequence: number;
  readonly published_at: string;
  readonly anchored_at: string | null;
  readonly state: "anchored" | "waiting" | "late";
}
export interface AuditEntry {
  readonly number: number;
  readonly at: string;
  readonly actor: string;
  readonly act: string;
  readonly subject: string | null;
  readonly reason: string | null;
}
export interface AuditCheck {
  readonly whole: boolean;
  readonly first_broken?: number | null;
  readonly newest: { readonly number: number; readonly digest: string } | null;
}
export interface StaffMember {
  readonly user: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly state: "invited" | "active" | "disabled";
}
export interface Enrolment {
  readonly user: string;
  readonly name: string;
  readonly totp: { readonly secret: string; readonly uri: string };
  readonly passkey_options: PublicKeyCredentialCreationOptionsJSON | null;
}

/** Who is signed in; undefined until that is known. */
export const session = signal<Session | null | undefined>(undefined);
/** Whether the session ended by itself: whoever comes back is told why they must sign in again. */
export const timedOut = signal(false);

export function enter(entered: Session): void {
  api.csrfToken = entered.csrf_token;
  timedOut.value = false;
  session.value = entered;
}

export function leave(): void {
  api.csrfToken = null;
  session.value = null;
}

/** The session ended without anybody's wish. */
export function expire(): void {
  if (!session.value) return;
  leave();
  timedOut.value = true;
}

export async function resume(): Promise<void> {
  try {
    enter(await api.get<Session>("office/session"));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    leave();
  }
}

export function may(...roles: Role[]): boolean {
  return roles.some((role) => session.value?.roles.includes(role) ?? false);
}
