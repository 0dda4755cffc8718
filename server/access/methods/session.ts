import { createHash } from "node:crypto";
import { rolesOf } from "../grants.ts";
import { refusal } from "../refusal.ts";
import type { Method } from "./method.ts";

/** People who signed in through OpenID Connect: a cookie that names a session, which is kept by its hash. */
export const session: Method = {
  id: "oidc",
  howTo: "auth.oidc (a provider of OpenID Connect)",
  create({ oidc, roles }, _tokens, sessions) {
    if (oidc === undefined) return undefined;
    return async ({ session: cookie, isSeenAgain }, now) => {
      if (cookie === undefined) return undefined;
      const found = await sessions(createHash("sha256").update(cookie).digest(), now, isSeenAgain !== true);
      if (found === undefined) throw refusal("the session has ended; sign in again");
      const identity = { email: found.who, groups: found.groups };
      return { who: found.who, method: "oidc", ...rolesOf(identity, roles), scopes: [] };
    };
  },
};
