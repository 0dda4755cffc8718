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
  mint: () => { token: string; hash: Buffer; hint: string };
};
