import { getHeapSpaceStatistics } from "node:v8";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { createDatabase, type TestDatabase } from "./postgres.ts";

const MANY_ROWS = "select i, repeat('x', 100) as words from generate_series(1, 2000) as i";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createDatabase("sessions");
  pool = createPool(database.url, () => undefined);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function inSession<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

/** Bytes of what outlived the collections of young values. */
function oldBytes(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith("old"));
  return spaces.reduce((sum, { space_used_size: used }) => sum + used, 0);
}

test("rows that were read and dropped do not pile up among old values", async () => {
  const grownBy = async (times: number) => {
    let grown = 0;
    for (let i = 0; i < times; i += 1) {
      const before = oldBytes();
      await inSession((client) => client.query(MANY_ROWS));
      grown += Math.max(0, oldBytes() - before);
    }
    return grown;
  };
  await grownBy(50);
  expect((await grownBy(150)) / 1e6).toBeLessThan(10);
});

test("a statement is asked as a text, with parameters, by name, in rows of values, with a callback, or by one that sends itself", async () => {
  const answers = await inSession(async (client) => [
    (await client.query("select 1 as one")).rows,
    (await client.query("select $1::integer as one", [2])).rows,
    (await client.query({ name: "named", text: "select $1::integer as one", values: [3] })).rows,
    (await client.query({ text: "select 4 as one", rowMode: "array" })).rows,
    await new Promise((done) => client.query("select $1::integer as one", [5], (_, { rows }) => done(rows))),
    await new Promise((done) => client.query(new pg.Query("select 6 as one")).on("end", ({ rows }) => done(rows))),
  ]);
  expect(answers).toStrictEqual([[{ one: 1 }], [{ one: 2 }], [{ one: 3 }], [[4]], [{ one: 5 }], [{ one: 6 }]]);
});

test("a fault of the database is thrown where it was asked", async () => {
  const fault = await inSession((client) => client.query("select nothing").catch((error: Error) => error));
  expect(fault).toMatchObject({ code: "42703", message: 'column "nothing" does not exist' });
  expect(String("stack" in fault && fault.stack)).not.toContain("onStreamRead");
});
