import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident } from "../../shared/incident.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { asUser, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { runOn } from "../lib/postgres.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const ORDERS = "create table orders (id bigint primary key, total numeric not null, discount numeric)";
const at = (revision: string) =>
  `create table alembic_version (version_num varchar(32)); insert into alembic_version values ('${revision}')`;
const missing = (name: string) => `asyncpg.exceptions.UndefinedTableError: relation "${name}" does not exist`;

/** One text, many truths: what the live schema says decides. */
const TWINS: {
  name: string;
  line?: string;
  staging: string;
  production: string;
  /** Statements after the database is there; ROLE is a role that staging is then looked at as. */
  role?: string;
  family: string;
  verdict: string;
  ruledOut?: string[];
}[] = [
  {
    name: "the table is missing, and pending migrations are the likely reason",
    staging: at("aaa111"),
    production: `${ORDERS}; ${at("bbb222")}`,
    family: "schema.missing-relation",
    verdict: "confirmed",
    ruledOut: ["schema.relation-in-other-schema", "schema.permission-denied"],
  },
  {
    name: "the table is there, in a schema outside the search_path",
    staging: `create schema billing; ${ORDERS.replace("orders", "billing.orders")}; ${at("bbb222")}`,
    production: `${ORDERS}; ${at("bbb222")}`,
    family: "schema.relation-in-other-schema",
    verdict: "confirmed",
    ruledOut: ["schema.missing-relation"],
  },
  {
    name: "the table is there, in a schema that the role may not use",
    staging: `create schema billing; ${ORDERS.replace("orders", "billing.orders")}; ${at("bbb222")}`,
    production: `${ORDERS}; ${at("bbb222")}`,
    role: "alter role ROLE set search_path = billing, public",
    family: "schema.permission-denied",
    verdict: "confirmed",
    ruledOut: ["schema.missing-relation"],
  },
  {
    name: "the name is spelt otherwise",
    line: missing("Orders"),
    staging: `${ORDERS}; ${at("bbb222")}`,
    production: `${ORDERS}; ${at("bbb222")}`,
    family: "schema.missing-relation",
    verdict: "confirmed",
    ruledOut: ["schema.relation-in-other-schema"],
  },
  {
    name: "the version table is at the head, and the table is missing all the same",
    staging: at("bbb222"),
    production: `${ORDERS}; ${at("bbb222")}`,
    family: "schema.stamped-but-missing",
    verdict: "confirmed",
  },
  {
    name: "the column is missing",
    line: "asyncpg.exceptions.UndefinedColumnError: column orders.discount does not exist",
    staging: `${ORDERS}; alter table orders drop column discount; ${at("aaa111")}`,
    production: `${ORDERS}; ${at("bbb222")}`,
    family: "schema.missing-column",
    verdict: "confirmed",
  },
  {
    name: "the function is missing because its extension is",
    line: "asyncpg.exceptions.UndefinedFunctionError: function uuid_generate_v4() does not exist",
    staging: at("bbb222"),
    production: `create function uuid_generate_v4() returns uuid language sql as 'select gen_random_uuid()'; ${at("bbb222")}`,
    family: "schema.missing-function",
    verdict: "confirmed",
  },
  {
    name: "the role may not read the table",
    line: "asyncpg.exceptions.InsufficientPrivilegeError: permission denied for table orders",
    staging: `${ORDERS}; ${at("bbb222")}`,
    production: `${ORDERS}; ${at("bbb222")}`,
    role: "select 1",
    family: "schema.permission-denied",
    verdict: "confirmed",
  },
  {
    name: "the migration tool itself says that it is behind",
    line: "ERROR [alembic.util.messaging] Target database is not up to date.",
    staging: at("aaa111"),
    production: `${ORDERS}; ${at("bbb222")}`,
    family: "schema.migration-behind",
    verdict: "confirmed",
  },
];

describe("errors of a schema, with the live schemas to ask", () => {
  test.each(TWINS)(
    "$name",
    async ({ line = missing("orders"), staging, production, role, family, verdict, ruledOut }) => {
      const environments = await liveEnvironments(staging, production);
      const name = `story_${environments.staging.name}`;
      try {
        let config = liveConfig(environments);
        if (role !== undefined) {
          await runOn(
            environments.staging.url,
            `create role ${name} login password 'secret'; ${role.replace("ROLE", name)}`,
          );
          config = liveConfig(environments, asUser(environments.staging.url, name, "secret"));
        }
        const { analysis } = await tell({
          entries: [...healthyTraffic(), ...failingRoute({ lines: [line] })],
          now: "2026-03-02T10:31:00Z",
          config,
        });
        const incident = onlyIncident(analysis);
        expect(
          summary(incident),
          incident.hypotheses.map((each) => `${each.family} ${each.role} ${each.sum}`).join("\n"),
        ).toEqual({
          family,
          verdict,
        });
        for (const other of ruledOut ?? []) {
          expect(incident.hypotheses.find((hypothesis) => hypothesis.family === other)?.role, other).toBe("ruled-out");
        }
        expect(incident.symptoms).toMatchObject([{ route: "/api/orders", status: 500, count: 30 }]);
      } finally {
        await environments.drop();
        if (role !== undefined) await runOn(adminUrl(environments.staging.url), `drop role if exists ${name}`);
      }
    },
  );
});

describe("two tables that one pending migration would create", () => {
  test("are one incident: the migration that was not applied explains both", async () => {
    const items = "create table order_items (id bigint primary key)";
    const environments = await liveEnvironments(at("aaa111"), `${ORDERS}; ${items}; ${at("bbb222")}`);
    try {
      const { analysis } = await tell({
        entries: [
          ...healthyTraffic(),
          ...failingRoute({ lines: [missing("orders")] }),
          ...failingRoute({
            lines: [missing("order_items")],
            path: "/api/items/9",
            from: "2026-03-02T10:01:30Z",
            count: 20,
          }),
        ],
        now: "2026-03-02T10:31:00Z",
        config: liveConfig(environments),
      });
      const incident = onlyIncident(analysis);
      const [root, ...others] = incident.hypotheses;
      expect(root, others.map((each) => `${each.family} ${each.role} ${each.sum}`).join("\n")).toMatchObject({
        family: "schema.migration-behind",
        role: "root-cause",
        verdict: "confirmed",
        explains: { groups: 4, ofGroups: 4 },
      });
      expect(incident.symptoms.map(({ route, count }) => [route, count])).toEqual([
        ["/api/orders", 30],
        ["/api/items/:id", 20],
      ]);
      const tables = others.filter(({ family }) => family === "schema.missing-relation");
      expect(tables.map(({ explains }) => explains.groups)).toEqual([2, 2]);
    } finally {
      await environments.drop();
    }
  });
});

describe("a rolling deploy", () => {
  let told: Awaited<ReturnType<typeof tell>>;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const environments = await liveEnvironments(`${ORDERS}; ${at("ccc333")}`, `${ORDERS}; ${at("bbb222")}`);
    drop = environments.drop;
    told = await tell({ entries: healthyTraffic(), now: "2026-03-02T10:31:00Z", config: liveConfig(environments) });
  });
  afterAll(() => drop());

  test("with the database ahead of the revision that drains is no incident", () => {
    expect(told.analysis.incidents).toEqual([]);
  });
});

function summary({ rootCause, hypotheses }: Incident) {
  return { family: rootCause?.family, verdict: hypotheses[0]?.verdict };
}

function adminUrl(url: string): string {
  return Object.assign(new URL(url), { pathname: "/postgres" }).href;
}
