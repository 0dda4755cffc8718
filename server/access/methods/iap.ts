import { z } from "zod";
import { rolesOf } from "../grants.ts";
import { verifyJwt } from "../jwt.ts";
import { createKeySet } from "../key-set.ts";
import { refusal } from "../refusal.ts";
import type { Method } from "./method.ts";

const ISSUER = "https://cloud.google.com/iap";
const emailSchema = z.email();

/**
 * Identity-Aware Proxy: the signed header `x-goog-iap-jwt-assertion`. The unsigned ones, which anybody can send who reaches us
 * around the proxy, are never read. https://cloud.google.com/iap/docs/signed-headers-howto
 */
export const iap: Method = {
  id: "iap",
  howTo: "auth.iap.audience (behind Identity-Aware Proxy)",
  create({ iap: config, roles }) {
    if (config === undefined) return undefined;
    const keys = createKeySet(config.jwksUrl);
    return async ({ iapAssertion }, now) => {
      if (iapAssertion === undefined) return undefined;
      const claims = await verifyJwt(
        iapAssertion,
        { algorithm: "ES256", issuers: [ISSUER], audiences: config.audience, keyOf: (kid) => keys(kid, now) },
        now,
      );
      const email = emailSchema.safeParse(claims.email);
      if (!email.success) throw refusal("the assertion names no e-mail address");
      const identity = { email: email.data, groups: groupsIn(claims.google) };
      return { who: email.data, method: "iap", ...rolesOf(identity, roles), scopes: [] };
    };
  },
};

const googleSchema = z.object({ access_levels: z.unknown().optional(), groups: z.array(z.string()).optional() });

/** Groups stand there where the proxy was told to add them. */
function groupsIn(google: unknown): string[] {
  return googleSchema.safeParse(google).data?.groups ?? [];
}
