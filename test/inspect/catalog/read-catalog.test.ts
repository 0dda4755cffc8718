import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { CATALOG_QUERIES } from "../../../server/inspect/catalog/index.ts";
import { readCatalog } from "../../../server/inspect/catalog/read-catalog.ts";
import { createDatabase, runOn, type TestDatabase } from "../../lib/postgres.ts";

const reader = `catalog_reader_${randomBytes(4).toString("hex")}`;
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase("catalog");
  await runOn(
    database.url,
    `create role ${reader} login password 'reader';
     create schema "Odd schema"; create table "Odd schema"."odd.table" ("odd ""column" int, "Plain" int);
     create table seen (id int primary key); revoke all on seen from public;
     create extension citext; create temp table passing (id int);
     revoke select on pg_catalog.pg_trigger from public`,
  );
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("begin transaction isolation level repeatable read read only");
});

afterAll(async () => {
  await client.end();
  await database.drop();
  await runOn(inject("postgresUrl"), `drop role ${reader}`);
});

describe("readCatalog", () => {
  it("gives what people made, names written as people write them, and nothing of extensions or sessions", async () => {
    const catalog = await readCatalog(client);

    const names = catalog.objects.map((object) => [object.kind, object.schema, object.table, object.name]);
    expect(names.sort()).toStrictEqual([
      ["column", "Odd schema", '"odd.table"', '"odd ""column"'],
      ["column", "Odd schema", '"odd.table"', "Plain"],
      ["column", "public", "seen", "id"],
      ["constraint", "public", "seen", "seen_pkey"],
      ["extension", null, null, "citext"],
      ["extension", null, null, "plpgsql"],
      ["schema", "Odd schema", null, '"Odd schema"'],
      ["schema", "public", null, "public"],
      ["table", "Odd schema", null, '"odd.table"'],
      ["table", "public", null, "seen"],
    ]);
  });

  it("gives one schema and the extensions where it is asked for that schema", async () => {
    const catalog = await readCatalog(client, { schemas: ["Odd schema"] });

    expect(catalog.objects.map((object) => object.kind).sort()).toStrictEqual([
      "column",
      "column",
      "extension",
      "extension",
      "schema",
      "table",
    ]);
  });

  it("leaves the transaction open, with the settings it had", async () => {
    await client.query("set local search_path = public, pg_temp");

    await readCatalog(client);

    const { rows } = await client.query("show search_path");
    expect(rows).toStrictEqual([{ search_path: "public, pg_temp" }]);
  });

  it("asks twice, however many objects there are", async () => {
    const asked: unknown[] = [];
    const query = client.query.bind(client);
    client.query = ((...args: Parameters<typeof query>) => {
      asked.push(args[0]);
      return query(...args);
    }) as typeof client.query;

    await readCatalog(client).finally(() => {
      client.query = query;
    });

    expect(asked.length).toBe(2);
  });

  it("names the part that the role may not read, and reads the others", async () => {
    const url = new URL(database.url);
    [url.username, url.password] = [reader, "reader"];
    const poor = new pg.Client({ connectionString: url.href });
    await poor.connect();
    await poor.query("begin transaction isolation level repeatable read read only");

    const catalog = await readCatalog(poor).finally(() => poor.end());

    expect(catalog.unseen).toStrictEqual([
      { part: "triggers", kinds: ["trigger"], reason: "permission denied for table pg_trigger" },
    ]);
    expect(catalog.objects.filter((object) => object.kind === "table").length).toBe(2);
  });
});

describe("the statements", () => {
  it.each(CATALOG_QUERIES)("$part gives only the kinds it says", async ({ sql, kinds }) => {
    for (const version of [180_000, 130_000]) {
      const { rows } = await client.query(`select distinct kind from (${sql(version)}) q where not (kind = any ($1))`, [
        kinds,
      ]);
      expect(rows).toStrictEqual([]);
    }
  });
});
