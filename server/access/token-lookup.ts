import type { TokenView } from "../../shared/api-access.ts";

/** The kept token with this SHA-256, noted as used at `now` (milliseconds since 1970); undefined for none. */
export type TokenLookup = (hash: Buffer, now: number) => Promise<TokenView | undefined>;

/** Whose session has this SHA-256, noted as used at `now` (milliseconds since 1970) unless it is only looked at; undefined for none. */
export type SessionLookup = (
  hash: Buffer,
  now: number,
  isUse: boolean,
) => Promise<{ who: string; groups: string[] } | undefined>;
