import type { AuthConfig } from "../../../shared/auth-config.ts";
import type { Credentials, Identity } from "../../../shared/identity.ts";
import type { SessionLookup, TokenLookup } from "../token-lookup.ts";

/** A way to show who one is: a file here, and a line in `index.ts`. */
export type Method = {
  id: Identity["method"];
  /** For the message of a start that is refused: what to write into the section `auth`. */
  howTo: string;
  /** Reads credentials as this method does; undefined where the configuration does not have it. */
  create: (config: AuthConfig, tokens: TokenLookup, sessions: SessionLookup) => Check | undefined;
};

/**
 * The identity behind the credentials at `now` (milliseconds since 1970); undefined where they hold none of this method.
 * Throws `unauthorized` for those that do not hold.
 */
export type Check = (credentials: Credentials, now: number) => Promise<Identity | undefined>;
