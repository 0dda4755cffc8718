import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ClusterTemplate, makeClusterTemplate } from "./cluster-template.ts";
import { freePort } from "./free-port.ts";
import { createDatabase } from "./postgres.ts";
import { isAlive, type Running, runScript, waitUntilGone } from "./processes.ts";

let template: ClusterTemplate;
beforeAll(async () => {
  template = await makeClusterTemplate();
});
afterAll(() => template.remove());

let data: string;
let port: number;
const running: Running[] = [];

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "plumbline-serve-"));
  chmodSync(data, 0o755);
  port = await freePort();
});
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
});

function serve(environment: Record<string, string> = {}, args: string[] = []): Running {
  const all = ["--data", data, "--no-sample", ...args];
  const server = runScript("server/main.ts", all, { PORT: String(port), ...environment });
  running.push(server);
  return server;
}

const postmasterPid = () => Number(readFileSync(join(data, "postgres/data/postmaster.pid"), "utf8").split("\n")[0]);

test("with nothing configured it answers at the one address it prints, and SIGTERM leaves no process behind", async () => {
  template.copyTo(join(data, "postgres"));
  const server = serve();
  const line = await server.firstLine();
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  const pid = postmasterPid();

  server.child.kill("SIGTERM");

  expect(await server.ended, server.stderr()).toBe(0);
  expect(line).toBe(`Plumbline is at http://127.0.0.1:${port}`);
  expect(answer.status).toBe(200);
  expect(server.stdout()).toBe(`${line}\n`);
  expect(isAlive(pid)).toBe(false);
  expect(() => execFileSync("/bin/sh", ["-c", `ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -q ${data}`])).toThrow();
});

test("Ctrl-C while it is still starting ends it in order too", async () => {
  const server = serve();
  while (!server.stderr().includes("starting the embedded PostgreSQL")) await sleep(10);

  server.child.kill("SIGINT");

  expect(await server.ended, server.stderr()).toBe(0);
  expect(server.stdout()).toBe("");
});

test("a second Ctrl-C ends it at once, and its database with it", async () => {
  template.copyTo(join(data, "postgres"));
  const server = serve();
  await server.firstLine();
  const pid = postmasterPid();
  // A request that never ends would be waited for; stopping the postmaster's shutdown does as well.
  process.kill(pid, "SIGSTOP");
  server.child.kill("SIGINT");
  // Two that come within half a second are one: pressed again until it is heard.
  while (server.child.exitCode === null) {
    await sleep(100);
    server.child.kill("SIGINT");
  }

  expect(await server.ended, server.stderr()).toBe(130);
  process.kill(pid, "SIGCONT");
  await waitUntilGone(pid);
});

test("after kill -9 the next start just works, on the database that is still there", async () => {
  template.copyTo(join(data, "postgres"));
  const killed = serve();
  await killed.firstLine();
  const pid = postmasterPid();
  killed.child.kill("SIGKILL");
  await killed.ended;

  const server = serve();

  await server.firstLine();
  expect(postmasterPid()).toBe(pid);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});

test("a taken port is told before anything is started", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");

  const server = serve();

  expect(await server.ended).toBe(2);
  expect(server.stderr()).toBe(
    `plumbline: PORT is ${port}, and another program listens there already. Stop it, or set PORT to a free one, for example ${port + 1}.\n`,
  );
  other.close();
});

test("with DATABASE_URL it uses that database and starts none", async () => {
  const database = await createDatabase("serve");
  const server = serve({ DATABASE_URL: database.url });
  await server.firstLine();
  server.child.kill("SIGTERM");
  const code = await server.ended;
  await database.drop();

  expect(code, server.stderr()).toBe(0);
  expect(server.stderr()).not.toContain("embedded");
});

test("a database that is away is waited for, aloud; one that refuses us is not", async () => {
  const away = serve({ DATABASE_URL: `postgres://someone:secret@127.0.0.1:${await freePort()}/x` });
  while (!away.stderr().includes("trying again")) await sleep(20);
  away.child.kill("SIGTERM");
  await away.ended;
  const database = await createDatabase("serve");
  await database.drop();
  const refused = serve({ DATABASE_URL: database.url });

  expect(await refused.ended).toBe(2);
  expect(refused.stderr()).toContain(`database "${database.name}" does not exist. Check DATABASE_URL.`);
  expect(away.stderr()).not.toContain("secret");
});

test.each([
  [{ PORT: "80a" }, [], 'PORT is "80a": expected a whole number from 1 to 65535, for example 8080.'],
  [{ PORT: "70000" }, [], 'PORT is "70000": expected a whole number from 1 to 65535, for example 8080.'],
  [{ DATABASE_URL: "mysql://u:secret@h/d" }, [], "DATABASE_URL does not begin with postgres:// or postgresql://"],
  [{}, ["--colour"], "Expected --config FILE, --data DIRECTORY, --no-sample, or none of them."],
  [{}, ["--config", "/nowhere.yaml"], "/nowhere.yaml can't be read"],
])("settings that cannot work are told in words: %o %o", async (environment, args, message) => {
  const server = serve({ ...environment }, args);

  expect(await server.ended).toBe(2);
  expect(server.stderr()).toContain(message);
  expect(server.stderr()).not.toContain("secret");
});
