import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../../server/lib/database.ts";
import { run } from "../lib/command.ts";
import { freePort } from "../lib/free-port.ts";
import { createDatabase, type TestDatabase } from "../lib/postgres.ts";
import { runScript } from "../lib/processes.ts";
import { temporaryFolder } from "../lib/temporary-folder.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase("door");
});
afterAll(() => database.drop());

test("bound to more than loopback without a way to sign in it does not start, and says what to set", async () => {
  const server = runScript("server/main.ts", ["--no-sample"], { HOST: "0.0.0.0", DATABASE_URL: database.url });
  expect(await server.ended).toBe(2);
  expect(server.stdout()).toBe("");
  expect(server.stderr()).toMatch(
    /^plumbline: HOST is 0\.0\.0\.0, where others .* no sign-in is configured\. Set HOST to 127\.0\.0\.1, or one of these in plumbline\.yaml:\n {2}auth\.iap\.audience/,
  );
});

test("with API tokens it starts, answers those who have one, and nobody else", async () => {
  const config = join(temporaryFolder("door"), "plumbline.yaml");
  writeFileSync(config, "auth: { tokens: true }\n");
  const made = await run(["token", "create", "--name", "ci", "--scope", "incidents:read"], {
    env: { DATABASE_URL: database.url },
  });
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^plb_[0-9A-Za-z]{36}\n$/) });
  const port = await freePort();
  const server = runScript("server/main.ts", ["--no-sample", "--config", config], {
    HOST: "0.0.0.0",
    PORT: String(port),
    DATABASE_URL: database.url,
  });
  await server.firstLine();
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/api/v1/status`, { headers })).status;
  const bearer = { authorization: `Bearer ${made.stdout.trim()}` };
  expect([await ask({}), await ask(bearer), await ask({ host: "elsewhere.example", ...bearer })]).toEqual([
    401, 200, 200,
  ]);

  const listed = await run(["token", "list"], { env: { DATABASE_URL: database.url } });
  expect(listed.stdout).toMatch(/^1 {2}plb_\w{4}… {2}ci {2}incidents:read {2}until \S+ {2}last used 2\S+\n$/);
  expect(await run(["token", "revoke", "1"], { env: { DATABASE_URL: database.url } })).toMatchObject({ code: 0 });
  expect(await ask(bearer)).toBe(401);
  server.child.kill("SIGTERM");
  await server.ended;

  const pool = createPool(database.url, () => undefined);
  const { rows } = await pool.query("select who, action, target from plumbline.audit order by id");
  await expect(pool.query("delete from plumbline.audit")).rejects.toThrow("only ever added to");
  await expect(pool.query("truncate plumbline.audit")).rejects.toThrow("only ever added to");
  await pool.end();
  expect(rows).toContainEqual({ who: "command line", action: "token create", target: "ci" });
  expect(rows).toContainEqual({ who: "command line", action: "token revoke", target: "ci" });
});

test.each([
  [["token", "create"], "expected --name NAME"],
  [["token", "create", "--name", "x", "--scope", "root"], "one or more --scope of logs:write"],
  [["token", "create", "--name", "x", "--scope", "admin", "--days", "0"], "--days from 1 to 366"],
  [["token", "revoke"], "no token was named"],
  [["token", "revoke", "77"], "There is no token 77."],
])("%j is told what is wrong", async (args, message) => {
  const ran = await run(args, { env: { DATABASE_URL: database.url } });
  expect(ran).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
});
