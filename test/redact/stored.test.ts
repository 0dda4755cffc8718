import { afterAll, beforeAll, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { withRedactionKey } from "../../server/redaction-key.ts";
import { readRedactions } from "../../server/store/redactions.ts";
import { configSchema } from "../../shared/config.ts";
import { createStore, type TestStore } from "../store/store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

/** Everything in every table, as one text. */
async function everything(): Promise<string> {
  const { rows } = await store.pool.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'plumbline' order by tablename",
  );
  const texts = [];
  for (const { name } of rows) {
    const { rows: found } = await store.pool.query(`select * from plumbline.${name}`);
    texts.push(`${name} ${JSON.stringify(found)}`);
  }
  return texts.join("\n");
}

const entry = (id: string, fields: object) => ({
  insertId: id,
  logName: "projects/shop-staging/logs/run.googleapis.com%2Fstderr",
  timestamp: "2026-03-01T12:00:00Z",
  severity: "ERROR",
  resource: { type: "cloud_run_revision", labels: { service_name: "api" } },
  ...fields,
});

test("nothing that was read is stored with its secrets, and what was replaced is counted", async () => {
  const config = await withRedactionKey(store.pool, configSchema.parse({}));
  await ingest(store.pool, config, {
    source: "test",
    values: [
      entry("a", { textPayload: "connection to postgres://app:hunter2@db/shop refused" }),
      entry("b", {
        jsonPayload: { message: "no access", config: { password: "hunter2" }, error: "api_key=hunter2hunter2a1" },
      }),
      entry("c", {
        httpRequest: {
          requestMethod: "GET",
          requestUrl: "/?password=hunter2",
          status: 500,
          referer: "https://a/?token=hunter2hunter2",
        },
      }),
      { insertId: "d", timestamp: "password=hunter2" },
    ].map((value, i) => ({ line: i + 1, value })),
    rejections: [{ line: 9, reason: 'not JSON: …"password":"hunter2"… is not valid' }],
  });
  const text = await everything();
  expect(text).not.toContain("hunter2");
  expect(text).toContain("«redacted:url-password:");
  expect(Object.fromEntries((await readRedactions(store.pool)).map(({ kind, count }) => [kind, count]))).toMatchObject({
    "url-password": expect.any(Number),
  });
});

test("an installation makes its key once, and a configured one counts instead", async () => {
  const [first, second] = await Promise.all([1, 2].map(() => withRedactionKey(store.pool, configSchema.parse({}))));
  expect(first?.redaction.key).toMatch(/^[\w-]{43}$/);
  expect(second?.redaction.key).toBe(first?.redaction.key);
  const own = configSchema.parse({ redaction: { key: "0123456789abcdef" } });
  expect((await withRedactionKey(store.pool, own)).redaction.key).toBe("0123456789abcdef");
});
