import { type AuthConfig, hasSignIn } from "../../shared/auth-config.ts";
import type { Credentials, Identity } from "../../shared/identity.ts";
import { PlumblineError } from "../lib/errors.ts";
import { OPERATOR } from "./identity.ts";
import { METHODS } from "./methods/index.ts";
import type { SessionLookup, TokenLookup } from "./token-lookup.ts";

export type Access = {
  /** Whether anybody has to sign in. */
  isOpen: boolean;
  /**
   * Who sends a request, by its credentials, at `now` (milliseconds since 1970). Throws `unauthorized` for credentials that do
   * not hold and for none, `unavailable` where an issuer's keys can't be read.
   */
  identify: (credentials: Credentials, now: number) => Promise<Identity>;
};

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/** Who is let in, by the section `auth` of the configuration; without one everybody is the operator. */
export function createAccess(
  config: AuthConfig,
  tokens: TokenLookup,
  sessions: SessionLookup = async () => undefined,
): Access {
  const checks = METHODS.flatMap((method) => method.create(config, tokens, sessions) ?? []);
  const isOpen = checks.length === 0;
  return {
    isOpen,
    async identify(credentials, now) {
      if (isOpen) return OPERATOR;
      for (const check of checks) {
        const identity = await check(credentials, now);
        if (identity !== undefined) return identity;
      }
      throw new PlumblineError("unauthorized", `Sign in first: ${waysIn(config)}.`);
    },
  };
}

/** Throws `bad-config` where anybody could reach an application that asks nobody who they are. */
export function refuseOpenDoor(host: string, config: AuthConfig): void {
  if (LOOPBACK.includes(host) || hasSignIn(config)) return;
  const ways = METHODS.map(({ howTo }) => `  ${howTo}`).join("\n");
  throw new PlumblineError(
    "bad-config",
    `HOST is ${host}, where others than this machine can reach Plumbline, and no sign-in is configured. Set HOST to 127.0.0.1, or one of these in plumbline.yaml:\n${ways}`,
  );
}

function waysIn({ iap, google, tokens, oidc }: AuthConfig): string {
  const ways = [
    ...(iap === undefined ? [] : ["through Identity-Aware Proxy"]),
    ...(tokens ? ["with an API token as Authorization: Bearer"] : []),
    ...(google === undefined ? [] : ["with a Google ID token as Authorization: Bearer"]),
    ...(oidc === undefined ? [] : ["in a browser at /auth/sign-in"]),
  ];
  return ways.join(", or ");
}
