import type { Check } from "../../shared/check.ts";
import { flagIn } from "./live.ts";

/** What a role check saw: the role cannot log in for one of three reasons, or nothing keeps it from logging in. */
export type RoleSeen = "absent" | "no-login" | "expired" | "full" | "able";

/** What a role check about this role saw; undefined for other checks and where it could not be seen. */
export function roleSeen(check: Check, role: string | undefined): RoleSeen | undefined {
  if (check.kind !== "role" || check.outcome === "unknown" || check.target !== role) return undefined;
  if (check.outcome === "refuted") return "able";
  if (flagIn(check, "canLogin") === false) return "no-login";
  if (flagIn(check, "expired") === true) return "expired";
  return flagIn(check, "exists") === true ? "full" : "absent";
}
