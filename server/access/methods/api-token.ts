import { hashOf, isToken } from "../api-token.ts";
import { bearerIn } from "../bearer.ts";
import { refusal } from "../refusal.ts";
import type { Method } from "./method.ts";

/** API tokens, as a bearer token. They are found by their hash, so no comparison takes longer for one that is nearly right. */
export const apiToken: Method = {
  id: "token",
  howTo: "auth.tokens: true (API tokens, made with plumbline token create)",
  create({ tokens }, lookup) {
    if (!tokens) return undefined;
    return async ({ authorization }, now) => {
      const token = bearerIn(authorization);
      if (token === undefined || !token.startsWith("plb_")) return undefined;
      const kept = isToken(token) ? await lookup(hashOf(token), now) : undefined;
      if (kept === undefined) throw refusal("this token is not known");
      if (kept.revokedAt !== null) throw refusal("this token was revoked");
      if (kept.expiresAt !== null && Date.parse(kept.expiresAt) <= now) throw refusal("this token has expired");
      const { name, scopes, environments } = kept;
      const only = environments === null ? {} : { environments };
      return { who: `token ${name}`, method: "token", role: undefined, scopes, ...only };
    };
  },
};
