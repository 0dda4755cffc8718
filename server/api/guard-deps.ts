import type { Credentials, Identity } from "../../shared/identity.ts";

/** What the API needs to know of sign-in. */
export type AccessDeps = {
  /** Whether nobody has to sign in. */
  isOpen: boolean;
  /** Addresses and networks of proxies whose word on who asks counts. */
  trustedProxies: string[];
  /** Who sends a request. Throws `unauthorized`, and `unavailable` where that can't be found out. */
  identify: (credentials: Credentials, now: number) => Promise<Identity>;
  /** Takes one from the allowance of an address, or of an identity: 0, or the seconds to wait. */
  takeFromAddress: (address: string, now: number) => number;
  takeFromIdentity: (who: string, now: number) => number;
  /** A new API token, what is kept of it and what is shown of it later. */
  /** Sign-in in a browser, where a provider is configured. */
  oidc?: OidcDeps;
  mint: () => { token: string; hash: Buffer; hint: string };
};

/** A provider of OpenID Connect. */
export type OidcDeps = {
  /** How long a session lasts, milliseconds. */
  absoluteMs: number;
  begin: (now: number) => Promise<{ url: string; state: string; verifier: string; nonce: string }>;
  /** Throws `unauthorized`, and `unavailable` where the provider can't be asked. */
  finish: (
    back: { code: string; verifier: string; nonce: string },
    now: number,
  ) => Promise<{ email: string; groups: string[] }>;
};
