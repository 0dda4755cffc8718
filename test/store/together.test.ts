import { afterAll, beforeAll, expect, test } from "vitest";
import { withTransaction } from "../../server/lib/database.ts";
import { together } from "../../server/lib/together.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
  await store.pool.query("create table told (word text)");
});
afterAll(() => store.close());

const told = async () => (await store.pool.query("select word from told order by word")).rows.map(({ word }) => word);

test("statements that are sent together run in their order, and give what each gives", async () => {
  const results = await withTransaction(store.pool, (client) =>
    together(
      client.query("insert into told values ('first')"),
      client.query<{ many: number }>("select count(*)::integer as many from told"),
      client.query("delete from told"),
    ),
  );

  expect([results[1].rows, await told()]).toStrictEqual([[{ many: 1 }], []]);
});

test("the fault of the statement that failed first is thrown, and what others go on to send leaves nothing", async () => {
  const work = withTransaction(store.pool, (client) => {
    const goesOn = async () => {
      await client.query("insert into told values ('before')");
      await client.query("insert into told values ('after')");
      await client.query("insert into told values ('later')");
    };
    return together(goesOn(), client.query("select 1 / 0"), client.query("insert into told values ('with')"));
  });

  await expect(work).rejects.toMatchObject({ code: "22012" });
  expect(await told()).toStrictEqual([]);
});
