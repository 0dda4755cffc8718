import { expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { underLoad } from "./patience.ts";
import { createDatabase, runOn } from "./postgres.ts";

test("a session that is lost while it is checked out fails its next statement and ends nothing else", async () => {
  const database = await createDatabase("lost");
  const pool = createPool(database.url, () => undefined);
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");

  const isGone = new Promise((resolve) => client.once("end", resolve));
  await runOn(database.url, `select pg_terminate_backend(${rows[0]?.pid})`);

  await expect
    .poll(() =>
      client.query("select 1").then(
        () => "answered",
        () => "failed",
      ),
    )
    .toBe("failed");
  // The server's last word comes before the connection's end.
  await isGone;
  client.release();
  expect((await pool.query("select 1 as one")).rows).toStrictEqual([{ one: 1 }]);
  await pool.end();
  await database.drop();
});

test("who hangs inside a transaction is ended by the server, so that nobody waits for its locks", async () => {
  const database = await createDatabase("hang");
  const pool = createPool(database.url, () => undefined);
  await pool.query("create table thing (id integer primary key)");
  const hanging = await pool.connect();
  await hanging.query("begin");
  await hanging.query("insert into thing values (1)");
  const startedAt = performance.now();

  await pool.query("insert into thing values (1)");

  expect(performance.now() - startedAt).toBeLessThan(underLoad(9500));
  hanging.release();
  await pool.end();
  await database.drop();
});
