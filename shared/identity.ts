import type { Role, Scope } from "./auth-config.ts";

/** Who sends a request, as far as they showed it. */
export type Identity = {
  /** For people: an address, `token NAME`, or `Operator`. */
  who: string;
  method: "operator" | "iap" | "google" | "token" | "oidc";
  /** What a person or a service may do; undefined for tokens, and where no role was granted. */
  role: Role | undefined;
  /** What a token may do; empty for others. */
  scopes: readonly Scope[];
};

/** What a request shows of its sender. */
export type Credentials = {
  /** The header of that name. */
  authorization: string | undefined;
  /** The header `x-goog-iap-jwt-assertion`. */
  iapAssertion: string | undefined;
  /** What the cookie of a session holds. */
  session?: string | undefined;
};
