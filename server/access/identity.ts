import type { Identity } from "../../shared/identity.ts";

/** Without sign-in everybody on this machine is the operator. */
export const OPERATOR: Identity = { who: "Operator", method: "operator", role: "admin", scopes: [] };
