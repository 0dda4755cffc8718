import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import { HOUR, MINUTE } from "../shared/time.ts";
import { createAccess } from "./access/access.ts";
import { networkOf } from "./access/address-network.ts";
import { hashOf, hintOf, makeToken } from "./access/api-token.ts";
import { createOidcClient } from "./access/oidc/client.ts";
import { createRateLimit } from "./access/rate-limit.ts";
import type { AccessDeps } from "./api/guard-deps.ts";
import { useSession } from "./store/sessions.ts";
import { useToken } from "./store/tokens.ts";

/** Many people may share an address, few programs do. */
const ADDRESS_SHARE = 10;

/** Sign-in as configured, with the tokens of the store. */
export function appAccess(pool: Pool, { auth, server }: Config): AccessDeps {
  const { isOpen, identify } = createAccess(
    auth,
    (hash, now) => useToken(pool, hash, now),
    (hash, now, isUse) => useSession(pool, hash, now, { idleMs: (auth.oidc?.idleMinutes ?? 0) * MINUTE, isUse }),
  );
  const { oidc } = auth;
  const takeFromNetwork = createRateLimit(server.requestsPerMinute * ADDRESS_SHARE);
  return {
    isOpen,
    trustedProxies: server.trustedProxies,
    identify,
    takeFromAddress: (address, now) => takeFromNetwork(networkOf(address), now),
    takeFromIdentity: createRateLimit(server.requestsPerMinute),
    ...(oidc === undefined ? {} : { oidc: { ...createOidcClient(oidc), absoluteMs: oidc.absoluteHours * HOUR } }),
    mint: () => {
      const token = makeToken();
      return { token, hash: hashOf(token), hint: hintOf(token) };
    },
  };
}
