import { describe, expect, it } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import { recognize } from "../../server/causes/recognize.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { event, eventOfExample } from "./event.ts";

const DATABASE = { where: "database" };
const CONTAINER = { where: "container" };
const HEAP = { where: "heap" };
const ORDERS_FK = { relation: "orders", constraint: "orders_user_id_fkey" };
const PRIVILEGE = { denied: "privilege" };

/** The slots of each sign's example, in the order of the signs. */
const SLOTS: Partial<Record<FamilyId, Slots[]>> = {
  "capacity.pool-exhausted": [
    { pool: "QueuePool" },
    { pool: "QueuePool" },
    { pool: "pg-pool" },
    { pool: "HikariPool-1" },
    { pool: "Prisma" },
    { pool: "Knex" },
    { pool: "psycopg_pool" },
    { pool: "sqlx" },
    { pool: "Npgsql" },
    { pool: "ActiveRecord" },
    { pool: "Tomcat" },
    {},
    { pool: "SqlClient" },
    { pool: "psycopg2" },
    { pool: "R2DBC" },
    { pool: "Ecto" },
    { pool: "Sequelize" },
  ],
  "capacity.connection-leak": [{}, {}, {}, {}, {}, {}],
  "capacity.database-connections": [
    { limit: "max_connections" },
    { limit: "superuser_reserved_connections" },
    { limit: "reserved_connections" },
    { limit: "pgbouncer max_client_conn" },
    { limit: "pgbouncer pool" },
    { limit: "pgbouncer server" },
    {},
    {},
  ],
  "capacity.role-connection-limit": [{ role: "app" }, { database: "orders" }],
  "capacity.memory": [
    ...[CONTAINER, CONTAINER, CONTAINER, CONTAINER, CONTAINER, CONTAINER, CONTAINER],
    { ...CONTAINER, signal: "9" },
    HEAP,
    { ...HEAP, heap: "Java heap space" },
    ...[HEAP, HEAP, DATABASE, DATABASE, DATABASE, DATABASE],
  ],
  "capacity.worker-timeout": [{}, { signal: "6" }, { signal: "6" }, {}],
  "capacity.no-instance": [{}, {}, { seenBy: "load balancer" }],
  "capacity.request-timeout": [{}, {}, {}],
  "capacity.disk-full": [DATABASE, DATABASE, DATABASE, DATABASE, CONTAINER, CONTAINER, CONTAINER],
  "database.restarted": [{}, {}, {}, {}, {}, {}, {}, {}, {}],
  "database.connection-lost": [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}],
  "database.statement-timeout": [{ reason: "statement timeout" }, { reason: "client timeout" }, {}, {}],
  "database.lock-timeout": [{}, { relation: "orders" }, {}, {}],
  "database.stale-plan": [{}, {}, {}],
  "database.pooler-prepared-statements": [{}, {}, {}, {}, {}, {}, {}],
  "schema.missing-relation": [
    { relation: "mcp_servers" },
    { relation: "missing_tbl" },
    { schema: "public", relation: "orders" },
  ],
  "schema.missing-column": [
    { relation: "users", column: "nickname" },
    { relation: "users", column: "locale" },
    { column: "locale" },
    { relation: "users", column: "locale" },
    { column: "updated_at" },
  ],
  "schema.missing-function": [
    { function: "uuid_generate_v4" },
    { operator: "uuid = character varying" },
    { type: "vector" },
    { extension: "vector" },
  ],
  "schema.relation-in-other-schema": [],
  "schema.permission-denied": [
    { ...PRIVILEGE, relation: "invoices" },
    { ...PRIVILEGE, schema: "billing" },
    { ...PRIVILEGE, function: "refresh_totals" },
    { ...PRIVILEGE, database: "orders" },
    { denied: "ownership", relation: "orders" },
    { extension: "vector" },
    { denied: "policy", relation: "documents" },
    {},
  ],
  "schema.database-missing": [
    { database: "netra_dev", fault: "line break in the name" },
    { database: "nope" },
    { database: "orders" },
  ],
  "schema.migration-behind": [{}, {}, {}, {}, {}, {}, { revision: "3" }, {}, { revision: "12" }],
  "schema.multiple-heads": [{}, {}, {}, {}, {}],
  "schema.unknown-revision": [
    { revision: "66e0e5d9662d" },
    { revision: "7" },
    { revision: "14" },
    { revision: "20260301_add_orders.js" },
  ],
  "schema.stamped-but-missing": [],
  "data.unique-violation": [
    { constraint: "users_email_key" },
    { column: "email" },
    { constraint: "users_email_key" },
    {},
    {},
  ],
  "data.foreign-key-violation": [
    ORDERS_FK,
    { ...ORDERS_FK, relation: "users", referencing: "orders" },
    { constraint: "orders_user_id_fkey" },
    {},
    {},
  ],
  "data.null-violation": [
    { relation: "parent", column: "name" },
    { column: "mycolumn" },
    { column: "name" },
    { relation: "users", column: "locale" },
    {},
    {},
  ],
  "data.deadlock": [{}, {}, {}],
  "data.serialization": [{}, {}, {}],
};

describe("the signs of capacity, database, schema and data", () => {
  it.each(Object.entries(SLOTS))(
    "%s: each example is recognised by its own sign, with its slots",
    (family, expected) => {
      const { signs, id } = causeOf(family as FamilyId);

      const seen = signs.map(({ example, text, sqlstate, only }) => {
        const base = text === undefined ? eventOfExample(example, sqlstate) : event(example);
        return recognize(only === "edge" ? { ...base, origin: "edge" } : base);
      });

      expect(seen).toStrictEqual(
        expected.map((slots, sign) => ({ family: id, slots, weight: signs[sign]?.weight, sign })),
      );
    },
  );
});

/** Other spellings of the same mistakes, as drivers and servers print them. */
const SPELLINGS: [why: string, text: string, family: FamilyId | undefined, slots: Slots][] = [
  [
    "a qualified name stays as spelled",
    'relation "billing.invoices" does not exist',
    "schema.missing-relation",
    { relation: "billing.invoices" },
  ],
  [
    "capitals and spaces stay",
    'ERROR:  relation "Order Lines" does not exist at character 15',
    "schema.missing-relation",
    { relation: "Order Lines" },
  ],
  [
    "quotes escaped by JSON",
    '{"msg":"pq: relation \\"orders\\" does not exist"}',
    "schema.missing-relation",
    { relation: "orders" },
  ],
  [
    "Java says where",
    'org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist\n  Position: 15',
    "schema.missing-relation",
    { relation: "orders" },
  ],
  [
    "SQLAlchemy wraps asyncpg",
    "(sqlalchemy.dialects.postgresql.asyncpg.ProgrammingError) <class 'asyncpg.exceptions.UndefinedTableError'>: relation \"orders\" does not exist\n[SQL: select 1 from orders]",
    "schema.missing-relation",
    { relation: "orders" },
  ],
  ["an alias in a FROM clause is no missing table", 'missing FROM-clause entry for table "o"', undefined, {}],
  ["a role is no relation", 'role "app" does not exist', "auth.database-role-missing", { role: "app" }],
  [
    "the column's relation is no missing relation",
    'column "nick" of relation "users" does not exist',
    "schema.missing-column",
    { column: "nick", relation: "users" },
  ],
  [
    "a cast is missing",
    "ERROR: operator does not exist: integer = text at character 33",
    "schema.missing-function",
    { operator: "integer = text" },
  ],
  [
    "argument types tell overloads apart",
    "function f(integer, text) does not exist",
    "schema.missing-function",
    { function: "f", arguments: "integer, text" },
  ],
  [
    "a function in a schema",
    "function app.total(numeric[]) does not exist",
    "schema.missing-function",
    { function: "app.total", arguments: "numeric[]" },
  ],
  [
    "a replica's conflict is no slow query",
    "canceling statement due to conflict with recovery",
    "database.statement-timeout",
    { reason: "conflict with recovery" },
  ],
  ["a lock timeout is no statement timeout", "canceling statement due to lock timeout", "database.lock-timeout", {}],
  [
    "Go prints the SQLSTATE behind",
    "ERROR: permission denied for table orders (SQLSTATE 42501)",
    "schema.permission-denied",
    { denied: "privilege", relation: "orders" },
  ],
  [
    "an aborted worker is not out of memory",
    "Uncaught signal: 6, pid=4, tid=4, fault_addr=0.",
    "capacity.worker-timeout",
    { signal: "6" },
  ],
  [
    "a killed backend is the database's memory",
    "LOG:  server process (PID 7) was terminated by signal 9: Killed",
    "capacity.memory",
    { where: "database" },
  ],
  [
    "an aborted backend is a crash",
    "LOG:  server process (PID 7) was terminated by signal 6: Aborted",
    "database.restarted",
    {},
  ],
];

describe("other spellings", () => {
  it.each(SPELLINGS)("%s: %s", (_why, text, family, slots) => {
    const found = recognize(event(text));

    expect({ family: found?.family, slots: found?.slots ?? {} }).toStrictEqual({ family, slots });
  });
});
