import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type EmbeddedServer, startEmbedded } from "../../server/lib/embedded/start.ts";
import { type ClusterTemplate, makeClusterTemplate } from "./cluster-template.ts";
import { runOn } from "./postgres.ts";
import { isAlive, runScript, waitUntilGone } from "./processes.ts";

const isRoot = process.getuid?.() === 0;

let template: ClusterTemplate;
beforeAll(async () => {
  template = await makeClusterTemplate();
});
afterAll(() => template.remove());

let root: string;
let directory: string;
let said: string[];
const servers: EmbeddedServer[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plumbline-embedded-"));
  chmodSync(root, 0o755);
  directory = join(root, "postgres");
  said = [];
  template.copyTo(directory);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  rmSync(root, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbedded({ directory, say: (line) => said.push(line), durable: true });
  servers.push(server);
  return server;
}

test("the first start makes everything it needs; an interrupted one before it leaves nothing that counts", async () => {
  rmSync(directory, { recursive: true });
  mkdirSync(join(directory, "data.new"), { recursive: true });
  writeFileSync(join(directory, "data.new", "PG_VERSION"), "18\n");
  if (isRoot) execFileSync("chown", ["-R", "nobody", directory]);

  const server = await start();

  await runOn(server.url, "select 1");
  expect(existsSync(join(directory, "data.new"))).toBe(false);
});

test("it listens on loopback alone, with a password that only its user can read, and stops without a trace", async () => {
  const server = await start();
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('listen_addresses') as at, current_setting('fsync') as fsync, current_database() as name",
  );
  await client.end();
  await server.stop();

  expect(rows).toStrictEqual([{ at: "127.0.0.1", fsync: "on", name: "plumbline" }]);
  expect(statSync(join(directory, "password")).mode & 0o777).toBe(0o600);
  expect(isAlive(server.pid)).toBe(false);
  const withoutPassword = server.url.replace(/:[0-9a-f]+@/, ":wrong@");
  await expect(runOn(withoutPassword, "select 1")).rejects.toThrow();
});

test.skipIf(!isRoot || process.platform !== "linux")("started by root, it runs as somebody else", async () => {
  const server = await start();

  const [, uid] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];

  expect(Number(uid)).toBeGreaterThan(0);
});

test.skipIf(!isRoot)("where its user may not enter root's directory, it runs elsewhere and says so", async () => {
  chmodSync(root, 0o700);
  const server = await start();
  try {
    await runOn(server.url, "create table kept (id int)");
    await server.stop();
    const again = await start();
    await runOn(again.url, "select * from kept");

    expect(again.directory).toBe(server.directory);
    expect(server.directory).not.toContain(root);
    expect(said[0]).toContain(`using ${server.directory}`);
  } finally {
    await Promise.all(servers.map((one) => one.stop()));
    rmSync(server.directory, { recursive: true, force: true });
  }
});

test("a server that a killed Plumbline left is taken over, with what it holds", async () => {
  const first = runScript("test/lib/embedded-child.ts", [directory]);
  const { pid, url } = JSON.parse(await first.firstLine());
  await runOn(url, "create table kept as select 7 as id");
  first.child.kill("SIGKILL");
  await first.ended;
  const survived = isAlive(pid);

  const second = await start();

  await runOn(second.url, "select id from kept");
  expect(survived).toBe(true);
  expect(second.pid).toBe(pid);
  expect(said).toStrictEqual([`a PostgreSQL from an earlier run is still there (process ${pid}); using it`]);
  await second.stop();
  await waitUntilGone(pid);
});

test("when Plumbline and its server are both killed, the next start recovers what was committed", async () => {
  for (const round of [1, 2, 3]) {
    const child = runScript("test/lib/embedded-child.ts", [directory]);
    const { pid, url } = JSON.parse(await child.firstLine());
    await runOn(url, `create table round_${round} (id int)`);
    child.child.kill("SIGKILL");
    process.kill(pid, "SIGKILL");
    await child.ended;
  }

  const server = await start();

  await runOn(server.url, "select from round_1, round_2, round_3");
});

test("a pid file whose number now belongs to another program does not stop the start", async () => {
  await (await start()).stop();
  writeFileSync(join(directory, "data/postmaster.pid"), `${process.pid}\n${directory}/data\n1\n5432\n\n127.0.0.1\n`);

  const server = await start();

  await runOn(server.url, "select 1");
});

test("a second Plumbline on one directory is refused, and the first goes on", async () => {
  const first = await start();

  const second = startEmbedded({ directory, say: () => undefined, durable: true });

  await expect(second).rejects.toThrow(
    `another Plumbline uses this directory (its PostgreSQL is process ${first.pid}); stop that one, use --data with another directory, or set DATABASE_URL.`,
  );
  await runOn(first.url, "select 1");
});

test("each fault says what is wrong and ends with the way out", async () => {
  await (await start()).stop();
  rmSync(join(directory, "password"));
  await expect(start()).rejects.toThrow(/the password in .*password cannot be read .*, or set DATABASE_URL\.$/);

  writeFileSync(join(directory, "password"), "another", { mode: 0o600 });
  await expect(start()).rejects.toThrow(/does not accept the password kept beside its data, or set DATABASE_URL\.$/);

  writeFileSync(join(directory, "data/PG_VERSION"), "15\n");
  await expect(start()).rejects.toThrow(/was made by PostgreSQL 15, this is 18; move it away, or set DATABASE_URL\.$/);
});

test("a server that ends by itself is noticed", async () => {
  const server = await start();

  process.kill(server.pid, "SIGQUIT");

  await server.lost;
  await waitUntilGone(server.pid);
});
