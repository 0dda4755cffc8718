import type { Pool } from "pg";
import type { SessionView } from "../../shared/api-access.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { iso } from "./text.ts";

/** How long a browser may take at the provider. */
const SIGN_IN_TIME = 10 * MINUTE;

export type SignIn = { verifier: string; nonce: string; returnTo: string };

/** Remembers a browser that is sent to the provider, and forgets those that never came back. */
export async function insertSignIn(pool: Pool, stateHash: Buffer, signIn: SignIn, now: number): Promise<void> {
  await pool.query("delete from plumbline.sign_in where at < $1::timestamptz", [toIso(now - SIGN_IN_TIME)]);
  await pool.query(
    `insert into plumbline.sign_in (state_hash, verifier, nonce, return_to, at)
     values ($1::bytea, $2::text, $3::text, $4::text, $5::timestamptz)`,
    [stateHash, signIn.verifier, signIn.nonce, signIn.returnTo, toIso(now)],
  );
}

/** What was remembered for this state, once; undefined for none, and after ten minutes. */
export async function takeSignIn(pool: Pool, stateHash: Buffer, now: number): Promise<SignIn | undefined> {
  const { rows } = await pool.query<SignIn & { isLate: boolean }>(
    `delete from plumbline.sign_in
     where state_hash = $1::bytea
     returning verifier, nonce, return_to as "returnTo", at < $2::timestamptz as "isLate"`,
    [stateHash, toIso(now - SIGN_IN_TIME)],
  );
  const [found] = rows;
  if (found === undefined || found.isLate) return undefined;
  return { verifier: found.verifier, nonce: found.nonce, returnTo: found.returnTo };
}

export type NewSession = { hash: Buffer; who: string; groups: readonly string[]; at: number; endsAt: number };

/** Begins a session. Times in milliseconds since 1970. */
export async function insertSession(pool: Pool, { hash, who, groups, at, endsAt }: NewSession): Promise<void> {
  await pool.query(
    `insert into plumbline.session (hash, who, groups, created_at, last_used_at, ends_at)
     values ($1::bytea, $2::text, $3::text[], $4::timestamptz, $4::timestamptz, $5::timestamptz)`,
    [hash, who, [...groups], toIso(at), toIso(endsAt)],
  );
}

/**
 * Whose session this is, noted as used to the minute where this is a use; undefined where it ended or lay idle for longer than
 * `idleMs`.
 */
export async function useSession(
  pool: Pool,
  hash: Buffer,
  now: number,
  { idleMs, isUse }: { idleMs: number; isUse: boolean },
): Promise<{ who: string; groups: string[] } | undefined> {
  const { rows } = await pool.query<{ who: string; groups: string[]; isNoted: boolean }>(
    `select who, groups, last_used_at > $4::timestamptz as "isNoted"
     from plumbline.session
     where hash = $1::bytea and ends_at > $2::timestamptz and last_used_at > $3::timestamptz`,
    [hash, toIso(now), toIso(now - idleMs), toIso(now - MINUTE)],
  );
  const [found] = rows;
  if (found === undefined) return undefined;
  if (isUse && !found.isNoted) {
    await pool.query("update plumbline.session set last_used_at = $2::timestamptz where hash = $1::bytea", [
      hash,
      toIso(now),
    ]);
  }
  return { who: found.who, groups: found.groups };
}

/** The sessions that have not ended, the one used last first, at most 1000; never what their cookies hold. */
export async function listSessions(pool: Pool, now: number): Promise<SessionView[]> {
  const { rows } = await pool.query<SessionView>(
    `select
       ${SHOWN_ID} as id, who, ${iso("created_at")} as "createdAt", ${iso("last_used_at")} as "lastUsedAt",
       ${iso("ends_at")} as "endsAt"
     from plumbline.session
     where ends_at > $1::timestamptz
     order by last_used_at desc, hash
     limit 1000`,
    [toIso(now)],
  );
  return rows;
}

/** Ends the session with this id as the list shows it. Throws `not-found`. */
export async function endSession(pool: Pool, id: string): Promise<void> {
  const { rowCount } = await pool.query(`delete from plumbline.session where ${SHOWN_ID} = $1::text`, [id]);
  if (rowCount === 0)
    throw new PlumblineError("not-found", `There is no session ${id.slice(0, 40)}; it may have ended.`);
}

/** Tells sessions apart, and opens none. */
const SHOWN_ID = "encode(substring(hash from 1 for 8), 'hex')";

/** Ends a session, and gives whose it was; undefined where there was none. */
export async function deleteSession(pool: Pool, hash: Buffer): Promise<string | undefined> {
  const { rows } = await pool.query<{ who: string }>(
    "delete from plumbline.session where hash = $1::bytea returning who",
    [hash],
  );
  return rows[0]?.who;
}
