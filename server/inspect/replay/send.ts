import pg from "pg";
import { SECOND } from "../../../shared/time.ts";

/** What one statement may send back in all; rows of migrations are not wanted. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The session that strangers' SQL runs in, and how to end it from outside. */
export type Session = {
  client: pg.Client;
  /** A superuser's session elsewhere: a limit that a statement can take back is no limit. */
  admin: pg.Client;
  pid: number;
  /** `I`: no transaction is open, `T`: one is, `E`: one is and has failed. */
  status: () => string;
};

/** Opens the session. It holds no data: rows are thrown away as they come, and too many bytes end it. */
export async function openSession(url: string, admin: pg.Client): Promise<Session> {
  const client = new pg.Client({ connectionString: url, application_name: "plumbline replay" });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return { client, admin, pid: rows[0]?.pid ?? 0, status: () => client.getTransactionStatus() ?? "I" };
}

/** When a statement is ended, and what is said to have taken too long: `allMs` where that is more than the statement. */
type Limit = { ms: number; what: string; allMs?: number };

/** Runs one statement; rejects with the server's error, or with why it was ended. */
export async function send({ client, admin, pid }: Session, sql: string, limit: Limit): Promise<void> {
  const { stream } = client.connection;
  let [bytes, ended] = [0, ""];
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_ANSWER_BYTES || ended !== "") return;
    ended = `it sent more than ${MAX_ANSWER_BYTES / 1024 / 1024} MB back and was ended`;
    stream.destroy();
  };
  stream.on("data", count);
  const timer = setTimeout(() => {
    ended = `${limit.what} did not end within ${(limit.allMs ?? limit.ms) / SECOND} s and was ended`;
    admin.query("select pg_terminate_backend($1::int)", [pid]).catch(() => stream.destroy());
  }, limit.ms);
  try {
    await withoutRows(client, sql);
  } catch (error) {
    throw ended === "" ? error : new Error(ended, { cause: error });
  } finally {
    clearTimeout(timer);
    stream.off("data", count);
  }
}

function withoutRows(client: pg.Client, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query(sql);
    query.on("row", () => undefined);
    query.on("end", () => resolve());
    query.on("error", reject);
    client.query(query);
  });
}
