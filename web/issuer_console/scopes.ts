// What a department's system may be allowed to do; the rest is for people alone.
import { t } from "./i18n";

export const SCOPES = [
  "types:read",
  "applications:read",
  "applications:reveal",
  "applications:decide",
  "offers:create",
  "credentials:read",
  "credentials:change",
  "approvals:read",
  "bulk:read",
  "bulk:run",
  "register:import",
  "register:read",
  "health:read",
  "status:past",
  "audit:read",
  "staff:read",
  "staff:manage",
  "issuing:read",
  "issuing:halt",
] as const;
export type Scope = (typeof SCOPES)[number];

export const scopeLabel = (scope: Scope) => t(`scope_${scope}`);
