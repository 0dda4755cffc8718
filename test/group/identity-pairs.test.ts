import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { recognize } from "../../server/causes/recognize.ts";
import { Grouper } from "../../server/group/grouper.ts";

const SHARED = new URL("../../../shared/grouping/identity-pairs.json", import.meta.url);
const pairSchema = z.array(z.object({ a: z.string(), b: z.string(), same: z.boolean(), why: z.string() }));

const OWN: z.infer<typeof pairSchema> = [
  { a: 'column "nick" does not exist', b: 'column "age" does not exist', same: false, why: "two columns" },
  { a: 'type "vector" does not exist', b: 'type "hstore" does not exist', same: false, why: "two types" },
  { a: 'role "app_v1" does not exist', b: 'role "app_v2" does not exist', same: false, why: "digits in a quoted role" },
  { a: "Exited with code 1", b: "Exited with code 137", same: false, why: "exit codes" },
  { a: "Task exited with return code 0", b: "Task exited with return code 1", same: false, why: "return codes" },
  { a: "[Errno 111] refused", b: "[Errno 104] refused", same: false, why: "errno" },
  { a: "KeyError: 'email'", b: "KeyError: 'phone'", same: false, why: "two keys" },
  { a: "ValueError: bad", b: "TypeError: bad", same: false, why: "exception classes" },
  { a: 'level=error err="no such host"', b: 'level=error err="timeout"', same: false, why: "logfmt errors" },
  {
    a: "cannot read properties of undefined",
    b: "cannot read properties of null",
    same: false,
    why: "null is not undefined",
  },
  { a: "connect to redis failed", b: "connect to postgres failed", same: false, why: "two parts of the system" },
  { a: "session opened for 5 users", b: "session opened for 17 users", same: true, why: "a count" },
  { a: "GET /v1/orders/17 503", b: "GET /v1/orders/18 503", same: true, why: "ids in routes" },
  { a: "GET /v1/orders/17 503", b: "GET /v2/orders/17 503", same: false, why: "versions of an API are routes" },
  { a: "GET /v1/orders/17 502", b: "GET /v1/orders/17 503", same: false, why: "statuses" },
  { a: "read 0 bytes (0 B) in 3 ms", b: "read 98231 bytes (95.9 KB) in 1.2 s", same: true, why: "sizes and durations" },
  { a: "peer 10.0.0.1 gone", b: "peer node-7.example.org gone", same: true, why: "an address may be a name" },
];

function groupsOf(a: string, b: string): [string, string] {
  const grouper = new Grouper();
  const [first, second] = [grouper.placeText(a), grouper.placeText(b)];
  grouper.settle();
  return [first.group, second.group];
}

it.each(OWN)("$why: $a / $b", ({ a, b, same }) => {
  const [first, second] = groupsOf(a, b);
  expect(first === second).toBe(same);
});

it.skipIf(!existsSync(SHARED))("the shared pairs are all right (skipped where ../shared is absent)", () => {
  const pairs = pairSchema.parse(JSON.parse(readFileSync(SHARED, "utf8")));
  const wrong = pairs.filter(({ a, b, same }) => {
    const [first, second] = groupsOf(a, b);
    return (first === second) !== same;
  });
  expect(wrong).toStrictEqual([]);
});

/** Several of one kind in one stream, where what varies would be found to. */
const KINDS: readonly [string, readonly (string | number)[], (what: string | number) => string][] = [
  ["statuses", [500, 501, 502, 503, 504], (status) => `"GET /api/servers HTTP/1.1" ${status}`],
  ["signals", [6, 7, 9, 11, 15], (signal) => `Uncaught signal: ${signal}, pid=4, tid=4, fault_addr=0.`],
  ["errors of the system", [2, 5, 11, 13, 28], (errno) => `open failed with errno ${errno} after 7 tries`],
  ["exits", [1, 2, 3, 137, 139], (code) => `worker 7 exited with code ${code} after 3 s`],
  ["methods", ["GET", "PUT", "POST", "DELETE"], (method) => `"${method} /api/a HTTP/1.1" 500`],
  ["routes", ["servers", "tools", "users", "carts"], (route) => `"GET /api/${route} HTTP/1.1" 500`],
  ["relations", ["a", "b", "c", "d", "e"], (name) => `relation "${name}_x" does not exist`],
  ["modules", ["a", "b", "c", "d"], (name) => `ModuleNotFoundError: No module named 'app.${name}'`],
  [
    "classes",
    ["QueuePool", "StaticPool", "NullPool"],
    (name) => `Pool class ${name} cannot be used with asyncio engine`,
  ],
  ["exceptions", ["TypeError", "KeyError", "EOFError"], (type) => `job failed type=${type} tries=7`],
  ["reasons", ["refused", "timeout", "reset", "dns"], (reason) => `connect failed host=a reason=${reason}`],
];

it.each(KINDS)("several %s of one stream stay apart", (_, several, text) => {
  const grouper = new Grouper(recognize);
  const placed = several.map((what) => grouper.placeText(text(what)));
  grouper.settle();
  expect(new Set(placed.map(({ group }) => group)).size).toBe(several.length);
});
