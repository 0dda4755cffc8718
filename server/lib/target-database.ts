import { Client } from "pg";
import { SECOND } from "../../shared/time.ts";
import { type ConnectionFault, connectionFault } from "./connection-fault.ts";
import { before } from "./deadline.ts";

/** One read-only look at one database: everything asked through it sees the same moment. */
export type Snapshot = {
  client: Client;
  currentDatabase: string;
  role: string;
  /** Schemas as the role's queries search them, without those it may not use. */
  searchPath: string[];
  /** Schemas that search_path names, including those without USAGE or existence. */
  namedSearchPath: string[];
  isReplica: boolean;
  close: () => Promise<void>;
};

export type OpenedSnapshot = { ok: true; snapshot: Snapshot } | { ok: false; fault: ConnectionFault };

export type SnapshotOptions = {
  /** Limit of one statement, of one wait for a lock, and (four fifths of it) of connecting; milliseconds. */
  budgetMs: number;
  /** How long the server lets the transaction wait for its next statement, milliseconds. Default 6 × budgetMs. */
  idleMs?: number;
  /** Another database of the same server than the address names. */
  database?: string;
};

/** Connecting gets this part of a budget, so that the answer "unreachable" is there within it. */
const CONNECT_SHARE = 0.8;

/**
 * A connection in a repeatable-read, read-only transaction with limits, or why there is none. Never throws. A connection
 * pooler that refuses start-up options gets the same limits inside the transaction alone.
 */
export async function openSnapshot(url: string, options: SnapshotOptions): Promise<OpenedSnapshot> {
  const deadline = Date.now() + options.budgetMs * CONNECT_SHARE;
  const opened = await connect(addressFor(url, options, true), options, deadline);
  if (opened.ok || opened.fault.kind !== "startup-option") return opened;
  return connect(addressFor(url, options, false), options, deadline);
}

async function connect(address: string, options: SnapshotOptions, deadline: number): Promise<OpenedSnapshot> {
  let client: Client | undefined;
  try {
    const left = Math.max(deadline - Date.now(), 1);
    client = new Client({ connectionString: address, connectionTimeoutMillis: left, keepAlive: true });
    // A connection lost between two statements is met by the next one; unheard, it would end the process.
    client.on("error", () => undefined);
    await before(deadline, client.connect());
    return { ok: true, snapshot: await before(deadline, begin(client, options)) };
  } catch (error) {
    if (client !== undefined) abandon(client);
    return { ok: false, fault: connectionFault(error, client, options.budgetMs * CONNECT_SHARE) };
  }
}

/**
 * The address with our name and, where `withOptions`, sessions that are read-only from their first moment. What comes
 * last in an address wins; options that the operator gave (a search_path) stay.
 */
function addressFor(url: string, options: SnapshotOptions, withOptions: boolean): string {
  const [address = "", given = ""] = withDatabase(url, options.database).split(/\?(.*)/s);
  const own = /(?:^|&)options=([^&]*)/.exec(given)?.[1];
  const readOnly = encodeURIComponent(" -c default_transaction_read_only=on");
  const parameters = given === "" ? [] : [given];
  parameters.push("application_name=plumbline");
  if (withOptions) parameters.push(`options=${own ?? ""}${readOnly}`);
  return `${address}?${parameters.join("&")}`;
}

function withDatabase(url: string, database: string | undefined): string {
  if (database === undefined) return url;
  return url.replace(/^([a-z]+:\/\/[^/?#]*)(\/[^?#]*)?/, (_all, server) => `${server}/${encodeURIComponent(database)}`);
}

async function begin(client: Client, options: SnapshotOptions): Promise<Snapshot> {
  const idleMs = options.idleMs ?? 6 * options.budgetMs;
  // Limits are local to the transaction: behind a pooler, a setting of the session would outlive us.
  await client.query(
    `begin transaction isolation level repeatable read read only;
     set local statement_timeout = ${Math.ceil(options.budgetMs)};
     set local lock_timeout = ${Math.ceil(options.budgetMs)};
     set local idle_in_transaction_session_timeout = ${Math.ceil(idleMs)}`,
  );
  const { rows } = await client.query<Omit<Snapshot, "client" | "close">>(
    `select current_database()::text as "currentDatabase",
            current_user::text as "role",
            current_schemas(false)::text[] as "searchPath",
            array(
              select found.name
              from unnest(string_to_array(current_setting('search_path'), ',')) with ordinality as given (part, place)
              cross join lateral (
                select case when btrim(part) = '"$user"' then current_user::text else btrim(btrim(part), '"') end
              ) as found (name)
              where found.name <> ''
                and (btrim(part) <> '"$user"' or pg_catalog.to_regnamespace(quote_ident(found.name)) is not null)
              order by place
            )::text[] as "namedSearchPath",
            pg_is_in_recovery() as "isReplica"`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error("the server answered nothing");
  return { ...row, client, close: () => close(client) };
}

async function close(client: Client): Promise<void> {
  try {
    await before(
      Date.now() + SECOND,
      client.query("rollback").then(() => client.end()),
    );
  } catch {
    abandon(client);
  }
}

/** Drops the connection without asking the server. */
function abandon(client: Client): void {
  client.connection?.stream?.destroy();
}
