import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deploy, every, request, text } from "../lib/entries.ts";
import { createDatabase, runOn, type TestDatabase } from "../lib/postgres.ts";
import { onlyIncident, type Told, tell } from "../lib/story.ts";

const MINUTE = 60_000;
const TRACEBACK = `Traceback (most recent call last):
  File "/app/api/routes/mcp.py", line 44, in list_servers
    rows = await session.execute(select(McpServer))
  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/dialects/postgresql/asyncpg.py", line 513, in _prepare_and_execute
    self._handle_exception(error)
sqlalchemy.exc.ProgrammingError: (sqlalchemy.dialects.postgresql.asyncpg.ProgrammingError) <class 'asyncpg.exceptions.UndefinedTableError'>: relation "mcp_external_servers" does not exist
[SQL: SELECT mcp_external_servers.id FROM mcp_external_servers]
(Background on this error at: https://sqlalche.me/e/20/f405)`;

/** The twin of the pool class story: the same route, the same rhythm, the same echo, but here the table is what is missing. */
function entries() {
  const failed = every(MINUTE, 90, "2026-03-02T10:30:40Z").flatMap((at) => [
    request({ at, path: "/api/mcp/servers", status: 500 }),
    text(TRACEBACK, { at: at + 14, severity: "ERROR" }),
    text("SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication", { at: at + 16, severity: "ERROR" }),
  ]);
  const healthy = every(MINUTE, 60, "2026-03-02T09:30:00Z").map((at) =>
    request({ at, path: "/api/mcp/servers", revision: "api-00001-old" }),
  );
  const production = every(MINUTE, 150, "2026-03-02T09:30:20Z").map((at) =>
    request({ at, project: "acme-production", path: "/api/mcp/servers", revision: "api-00009-pro" }),
  );
  return [
    ...healthy,
    deploy({ at: "2026-03-02T10:29:10Z" }),
    request({ at: "2026-03-02T10:30:00Z", path: "/healthz" }),
    ...failed,
    ...production,
  ];
}

const COMMON =
  "create table users (id text primary key, is_active boolean not null default true); insert into users values ('system')";

describe("the same route fails every minute, and here the table really is the cause", () => {
  let staging: TestDatabase;
  let production: TestDatabase;
  let told: Told;

  beforeAll(async () => {
    [staging, production] = [await createDatabase("staging"), await createDatabase("production")];
    await runOn(
      staging.url,
      `${COMMON}; create table alembic_version (version_num varchar(32)); insert into alembic_version values ('aaa111')`,
    );
    await runOn(
      production.url,
      `${COMMON}; create table mcp_external_servers (id bigint primary key); create table alembic_version (version_num varchar(32)); insert into alembic_version values ('bbb222')`,
    );
    told = await tell({
      now: "2026-03-02T12:00:00Z",
      entries: entries(),
      config: {
        environments: [
          {
            name: "staging",
            projects: ["acme-staging"],
            database: { url: staging.url },
            migrations: { tool: "alembic" },
          },
          {
            name: "production",
            reference: true,
            projects: ["acme-production"],
            database: { url: production.url },
            migrations: { tool: "alembic" },
          },
        ],
        services: [{ name: "api", requiredRows: [{ table: "users", where: { id: "system" } }] }],
      },
    });
  });
  afterAll(async () => {
    await staging.drop();
    await production.drop();
  });

  test("is one incident, caused by the missing table, seen live", () => {
    const incident = onlyIncident(told.analysis);
    expect(incident.rootCause?.family).toBe("schema.missing-relation");
    expect(incident.hypotheses[0]).toMatchObject({ verdict: "confirmed", slots: { relation: "mcp_external_servers" } });
    expect(
      incident.hypotheses[0]?.evidence.some((evidence) => evidence.kind === "check" && evidence.effect === "supports"),
    ).toBe(true);
  });

  test("the table lies in no other schema and hides behind no privilege: these are ruled out", () => {
    const roles = onlyIncident(told.analysis).hypotheses.map(({ family, role }) => [family, role]);
    expect(roles).toContainEqual(["schema.relation-in-other-schema", "ruled-out"]);
    expect(roles).toContainEqual(["schema.permission-denied", "ruled-out"]);
  });

  test("the authentication text is an echo here too", () => {
    expect(onlyIncident(told.analysis).hypotheses.find(({ family }) => family === "auth.system-user")?.role).toBe(
      "echo",
    );
  });

  test("reads as the golden report", async () => {
    await expect(await told.report()).toMatchFileSnapshot("../golden/missing-table.md");
  });
});
