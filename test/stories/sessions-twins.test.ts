import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { asUser, type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { runOn } from "../lib/postgres.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const POOL =
  "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)";

describe("errors about connections, with the live server to ask", () => {
  let environments: LiveEnvironments;
  let sessions: pg.Client[] = [];
  let role: string;

  beforeAll(async () => {
    environments = await liveEnvironments(
      "create table orders (id bigint primary key); insert into orders values (1)",
      "",
    );
    role = `story_${environments.staging.name}`;
    await runOn(
      environments.staging.url,
      `create role ${role} login password 'secret'; grant all on orders to ${role}`,
    );
  });
  beforeEach(async () => {
    await Promise.all(sessions.map((session) => session.end().catch(() => undefined)));
    sessions = [];
    // A statement that runs goes on after its client left.
    await runOn(
      environments.staging.url,
      `select pg_terminate_backend(pid, 60000) from pg_stat_activity where usename = '${role}'`,
    );
    await runOn(environments.staging.url, `alter role ${role} login connection limit -1 valid until 'infinity'`);
  });
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.end().catch(() => undefined)));
    await runOn(environments.staging.url, `drop owned by ${role}; drop role ${role}`);
    await environments.drop();
  });

  /** Sessions of the app, each with these statements run; the last is begun, and not waited for. */
  async function open(count: number, ...statements: string[]): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      const client = new pg.Client({
        connectionString: asUser(environments.staging.url, role, "secret"),
        application_name: "api",
      });
      client.on("error", () => undefined);
      await client.connect();
      sessions.push(client);
      for (const [n, statement] of statements.entries()) {
        const running = client.query(statement).catch(() => undefined);
        if (n < statements.length - 1) await running;
      }
    }
    await expect.poll(() => howManyRun(statements.at(-1) ?? "")).toBeGreaterThanOrEqual(count);
  }

  async function howManyRun(statement: string): Promise<number> {
    const client = new pg.Client({ connectionString: environments.staging.url });
    await client.connect();
    const { rows } = await client.query<{ many: number }>(
      "select count(*)::int as many from pg_stat_activity where usename = $1::text and query = $2::text",
      [role, statement],
    );
    await client.end();
    return rows[0]?.many ?? 0;
  }

  async function diagnosed(line: string, latency = "30s") {
    const entries = [...healthyTraffic(), ...failingRoute({ lines: [line], latency, count: 12 })];
    const { analysis } = await tell({ entries, config: liveConfig(environments), now: "2026-03-02T10:12:40Z" });
    const incident = onlyIncident(analysis);
    const ranking = incident.hypotheses.map((each) => `${each.family} ${each.role} ${each.verdict}: ${each.sum}`);
    return {
      incident,
      family: incident.rootCause?.family,
      verdict: incident.hypotheses[0]?.verdict,
      ranking: ranking.join("\n"),
    };
  }

  test("a pool runs dry because sessions sit idle in transaction: a leak", async () => {
    await open(5, "begin", "select 1");
    const { family, verdict, ranking } = await diagnosed(POOL);
    expect({ family, verdict }, ranking).toEqual({ family: "capacity.connection-leak", verdict: "confirmed" });
  });

  test("a pool runs dry because its queries are slow: the pool is too small for them", async () => {
    await open(5, "select pg_sleep(20)");
    const { family, verdict, ranking } = await diagnosed(POOL);
    expect({ family, verdict }, ranking).toEqual({ family: "capacity.pool-exhausted", verdict: "confirmed" });
  });

  test("a pool runs dry because its statements wait for a lock: the blocker is named", async () => {
    await open(1, "begin", "lock table orders");
    await open(4, "select * from orders");
    const { incident, family, ranking } = await diagnosed(POOL);
    expect(["database.lock-timeout", "capacity.connection-leak", "capacity.pool-exhausted"], ranking).toContain(family);
    expect(incident.checks.find(({ kind }) => kind === "locks")).toMatchObject({ outcome: "confirmed" });
  });

  test("a role at its own limit of connections", async () => {
    await open(2, "select 1");
    await runOn(environments.staging.url, `alter role ${role} connection limit 2`);
    const { family, verdict, ranking } = await diagnosed(
      `psycopg2.OperationalError: FATAL:  too many connections for role "${role}"`,
      "0.1s",
    );
    expect({ family, verdict }, ranking).toEqual({ family: "capacity.role-connection-limit", verdict: "confirmed" });
  });

  test("a wrong password, for a role that may log in: the secret is wrong", async () => {
    const { family, ranking, incident } = await diagnosed(
      `psycopg2.OperationalError: FATAL:  password authentication failed for user "${role}"`,
      "0.1s",
    );
    expect(family, ranking).toBe("auth.database-password");
    expect(incident.hypotheses.find((each) => each.family === "auth.database-role-missing")?.role).toBe("ruled-out");
  });

  test("a wrong password, for a role that does not exist: the role is missing", async () => {
    const { family, verdict, ranking } = await diagnosed(
      'psycopg2.OperationalError: FATAL:  password authentication failed for user "nobody_made_it"',
      "0.1s",
    );
    expect({ family, verdict }, ranking).toEqual({ family: "auth.database-role-missing", verdict: "confirmed" });
  });

  test("a wrong password, for a role whose password has ended", async () => {
    await runOn(environments.staging.url, `alter role ${role} valid until '2001-01-01'`);
    const { family, verdict, ranking } = await diagnosed(
      `psycopg2.OperationalError: FATAL:  password authentication failed for user "${role}"`,
      "0.1s",
    );
    expect({ family, verdict }, ranking).toEqual({ family: "auth.database-password", verdict: "confirmed" });
  });

  test("a database that does not exist", async () => {
    const { family, verdict, ranking } = await diagnosed(
      'asyncpg.exceptions.InvalidCatalogNameError: database "shop_nope" does not exist',
      "0.1s",
    );
    expect({ family, verdict }, ranking).toEqual({ family: "schema.database-missing", verdict: "confirmed" });
  });
});
