import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../lib/entries.ts";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
beforeAll(async () => {
  app = await startRunningApp({ sample: false });
});
afterAll(() => app.stop());

const NDJSON = { "content-type": "application/x-ndjson" };
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const entry = (id: string, second = 0) => ({ ...request({ at: at(second), status: 500 }), insertId: id });
const lines = (...values: unknown[]) =>
  values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join("\n");
const post = (body: string | Buffer, headers: Record<string, string> = NDJSON, query = "") =>
  fetch(`${app.url}/api/v1/entries${query}`, { method: "POST", body: new Uint8Array(Buffer.from(body)), headers });

test("each line of NDJSON is answered: accepted, a duplicate, or rejected with the reason", async () => {
  const body = lines(entry("a1"), entry("a1"), "{broken", { insertId: "x" }, "", entry("a2", 1));

  const first = await post(body);
  const again = await post(lines(entry("a2", 1)));

  expect(first.status).toBe(200);
  expect(await first.json()).toStrictEqual({
    read: 5,
    accepted: 2,
    duplicates: 1,
    rejected: 2,
    entries: [
      { index: 0, outcome: "accepted", insertId: "a1" },
      { index: 1, outcome: "duplicate", insertId: "a1" },
      { index: 2, outcome: "rejected", insertId: null, reason: expect.stringMatching(/^not JSON/) },
      { index: 3, outcome: "rejected", insertId: null, reason: expect.stringMatching(/^timestamp is missing/) },
      { index: 4, outcome: "accepted", insertId: "a2" },
    ],
    notListed: 0,
  });
  expect(await again.json()).toMatchObject({ accepted: 0, duplicates: 1 });
});

test("a body of many lines is answered in their order, whatever each of them is", async () => {
  const said = (index: number): string => {
    if (index % 7 === 1)
      return JSON.stringify({ ...entry(`l${index}`, 6), severity: "INFO", textPayload: "ValueError: é" });
    if (index % 7 === 2) return `${"[".repeat(100)}${"]".repeat(100)}`;
    if (index % 7 === 3) return `[${JSON.stringify(entry("in a list", 6))}]`;
    if (index % 7 === 4)
      return `\t${JSON.stringify({ ...entry(`l${index - 4}`, 6), httpRequest: { status: 200 } })} \r`;
    return JSON.stringify({
      ...entry(`l${index}`, 6),
      severity: "INFO",
      httpRequest: { requestMethod: "GET", status: 200 },
    });
  };
  const texts = Array.from({ length: 4500 }, (_, index) => said(index));

  const answer = await (await post(`\ufeff${texts.join("\n\n")}\n`)).json();

  const told = texts.map((_, index) => {
    const turn = index % 7;
    if (turn === 2)
      return { index, outcome: "rejected", insertId: null, reason: expect.stringContaining("deeper than") };
    if (turn === 3)
      return { index, outcome: "rejected", insertId: null, reason: expect.stringContaining("a list of 1") };
    return { index, outcome: turn === 4 ? "duplicate" : "accepted", insertId: `l${turn === 4 ? index - 4 : index}` };
  });
  expect(answer.entries).toStrictEqual(told);
});

test("the body of entries.write states logName, resource and labels once for all", async () => {
  const bare = { insertId: "w1", timestamp: at(2), severity: "ERROR", textPayload: "ValueError: boom in written" };
  const resource = {
    type: "cloud_run_revision",
    labels: { project_id: "acme-staging", service_name: "written", revision_name: "written-00001-abc" },
  };
  const body = {
    logName: "projects/acme-staging/logs/stderr",
    resource,
    labels: { instanceId: "i1" },
    entries: [bare, { ...bare, insertId: "w2", logName: "projects/acme-production/logs/stderr" }, 7],
  };

  const answer = await (await post(JSON.stringify(body), { "content-type": "application/json" })).json();
  const groups = await app.call("GET", "/groups?from=2025-12-31T00:00:00Z&to=2026-01-02T00:00:00Z");

  expect(answer).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
  const own = JSON.stringify(groups.body);
  expect(own).toContain('"written"');
  expect(own).toContain('"production"');
});

test("lists, gzip and a summary work; of a long body only what was not accepted is listed", async () => {
  const many = Array.from({ length: 5200 }, (_, index) => entry(`m${index}`, 3));
  const list = JSON.stringify([...many, null]);

  const answer = await post(gzipSync(list), { "content-type": "application/json", "content-encoding": "gzip" });
  const summary = await post(list, { "content-type": "application/json" }, "?summary=1");

  expect(await answer.json()).toStrictEqual({
    read: 5201,
    accepted: 5200,
    duplicates: 0,
    rejected: 1,
    entries: [{ index: 5200, outcome: "rejected", insertId: null, reason: expect.stringContaining("entry is null") }],
    notListed: 5200,
  });
  expect(await summary.json()).toMatchObject({ duplicates: 5200, entries: [], notListed: 5201 });
});

test.each([
  ["an empty body", "", {}, 400, /body is empty/],
  ["what is no JSON", "hello", {}, 400, /not JSON/],
  ["a body of 11 MiB", "x".repeat(11 << 20), {}, 413, /10 MiB/],
  ["more entries than a body may hold", `[${"1,".repeat(100_000)}1]`, {}, 413, /100001 entries, and 100000/],
  ["11 MiB after decompression", gzipSync(`"${noise(11 << 20)}"`), { "content-encoding": "gzip" }, 413, /10 MiB/],
  ["a bomb", gzipSync(Buffer.alloc(9 << 20)), { "content-encoding": "gzip" }, 413, /400 times/],
  ["half a gzip stream", gzipSync("[]").subarray(0, 12), { "content-encoding": "gzip" }, 400, /no whole gzip/],
  ["another encoding", "[]", { "content-encoding": "br" }, 400, /expected gzip/],
  ["a body nested 5,000 levels", `${"[".repeat(5000)}${"]".repeat(5000)}`, {}, 400, /nested deeper/],
  ["a page of another site", "[]", { origin: "https://evil.example" }, 403, /not from pages/],
  ["a page of another site by Fetch Metadata", "[]", { "sec-fetch-site": "cross-site" }, 403, /not from pages/],
] as const)("%s is refused in words", async (_name, body, headers, status, message) => {
  const answer = await post(body, { "content-type": "application/json", ...headers });

  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(message) } });
});

test("an entry with __proto__ and one with a NUL are stored like others", async () => {
  const odd = `{"insertId":"p1","timestamp":"${at(4)}","jsonPayload":{"__proto__":{"x":1},"message":"a\\u0000b"},"severity":"ERROR"}`;

  expect(await (await post(odd)).json()).toMatchObject({ accepted: 1 });
});

test("forty senders at once: every entry counts once, whoever sent it first", async () => {
  const body = lines(...Array.from({ length: 50 }, (_, index) => entry(`s${index}`, 5)));

  const answers = await Promise.all(Array.from({ length: 40 }, async () => (await post(body)).json()));

  const sum = (key: string) => answers.reduce((total, answer) => total + Number(answer[key]), 0);
  expect([sum("read"), sum("accepted"), sum("duplicates")]).toStrictEqual([2000, 50, 1950]);
});

/** Text that compression makes little of. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 0x7fffffff;
    return String.fromCharCode(97 + (state % 26));
  }).join("");
}
