import type { Pool } from "pg";
import type { TokenView } from "../../shared/api-access.ts";
import type { Scope } from "../../shared/auth-config.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { iso } from "./text.ts";

export type NewToken = {
  name: string;
  /** SHA-256 of the token. */
  hash: Buffer;
  hint: string;
  scopes: readonly Scope[];
  /** The only environments that it may look at; all where this is left out. */
  environments?: readonly string[] | undefined;
  createdBy: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  expiresAt: number;
};

const COLUMNS = `
  id::text, name, hint, scopes, environments, created_by as "createdBy",
  ${iso("created_at")} as "createdAt", ${iso("expires_at")} as "expiresAt",
  ${iso("last_used_at")} as "lastUsedAt", ${iso("revoked_at")} as "revokedAt"`;

/** Keeps a new token by its hash, and gives what is shown of it. */
export async function insertToken(pool: Pool, token: NewToken): Promise<TokenView> {
  const { rows } = await pool.query<TokenView>(
    `insert into plumbline.api_token (name, hash, hint, scopes, created_by, created_at, expires_at, environments)
     values ($1::text, $2::bytea, $3::text, $4::text[], $5::text, $6::timestamptz, $7::timestamptz, $8::text[])
     returning ${COLUMNS}`,
    [
      token.name,
      token.hash,
      token.hint,
      [...token.scopes],
      token.createdBy,
      toIso(token.createdAt),
      toIso(token.expiresAt),
      token.environments === undefined ? null : [...token.environments],
    ],
  );
  if (rows[0] === undefined) throw new Error("the token was not stored");
  return rows[0];
}

/** All tokens ever made, newest first, at most 1000. */
export async function listTokens(pool: Pool): Promise<TokenView[]> {
  const { rows } = await pool.query<TokenView>(
    `select ${COLUMNS} from plumbline.api_token order by api_token.id desc limit 1000`,
  );
  return rows;
}

/** The token with this hash, used now (milliseconds since 1970), which is noted to the minute; undefined for none. */
export async function useToken(pool: Pool, hash: Buffer, now: number): Promise<TokenView | undefined> {
  const { rows } = await pool.query<TokenView & { isNoted: boolean }>(
    `select ${COLUMNS}, coalesce(last_used_at > $2::timestamptz, false) as "isNoted"
     from plumbline.api_token
     where hash = $1::bytea`,
    [hash, toIso(now - MINUTE)],
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  const { isNoted, ...token } = found;
  if (!isNoted) {
    await pool.query("update plumbline.api_token set last_used_at = $2::timestamptz where hash = $1::bytea", [
      hash,
      toIso(now),
    ]);
  }
  return token;
}

/** Ends a token for good, and gives it. Again changes nothing. Throws `not-found`. */
export async function revokeToken(pool: Pool, id: string, now: number): Promise<TokenView> {
  const { rows } = await pool.query<TokenView>(
    `update plumbline.api_token
     set revoked_at = coalesce(revoked_at, $2::timestamptz)
     where id::text = $1::text
     returning ${COLUMNS}`,
    [id, toIso(now)],
  );
  if (rows[0] === undefined) throw new PlumblineError("not-found", `There is no token ${id.slice(0, 40)}.`);
  return rows[0];
}
