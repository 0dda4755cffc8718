import { describe, expect, it } from "vitest";
import { CAUSES } from "../../server/causes/index.ts";
import { recognize } from "../../server/causes/recognize.ts";
import type { RequestFacts } from "../../shared/events.ts";
import { processorMs } from "../lib/patience.ts";
import { event } from "./event.ts";

const FRAMES = [
  { file: "app/main.py", line: 10, function: "handle", isOwn: true },
  { file: "app/orders.py", line: 44, function: "total", isOwn: true },
  { file: "lib/decimal.py", line: 7, function: "quantize", isOwn: false },
];
const REQUEST: RequestFacts = { method: "GET", path: "/api/users/7", route: "/api/users/:id", status: 503, caller: {} };

describe("recognize", () => {
  it("finds the error that a rolled back session hides", () => {
    const text =
      'This Session\'s transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback(). Original exception was: (psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint "users_email_key"';
    expect(recognize(event(text))).toMatchObject({
      family: "data.unique-violation",
      slots: { constraint: "users_email_key" },
    });
  });

  it("says that a session was rolled back where the hidden error names no family", () => {
    const text =
      "This Session's transaction has been rolled back due to a previous exception during flush. Original exception was: something odd";
    expect(recognize(event(text))?.family).toBe("echo.session-rolled-back");
  });

  it("asks the innermost exception before what was raised around it", () => {
    const text = "SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication";
    const found = recognize(
      event(text, {
        kind: "exception",
        message: "Pool class QueuePool cannot be used with asyncio engine",
        text: `ArgumentError: Pool class QueuePool cannot be used with asyncio engine\n${text}`,
        exceptions: [
          {
            type: "sqlalchemy.exc.ArgumentError",
            message: "Pool class QueuePool cannot be used with asyncio engine",
            frames: FRAMES,
          },
          { type: "fastapi.HTTPException", message: text, frames: FRAMES },
        ],
      }),
    );
    expect(found).toStrictEqual({
      family: "config.pool-class-mismatch",
      slots: { poolClass: "QueuePool", engine: "asyncio" },
      weight: 4,
      sign: 0,
    });
  });

  it("keys a failed request of a client on the inner reason, not on its retries", () => {
    const outer = (reason: string) =>
      `HTTPSConnectionPool(host='billing.internal', port=443): Max retries exceeded with url: /v1/charge (Caused by ${reason})`;
    const families = [
      "NameResolutionError(\"<C object at 0x7f2>: Failed to resolve 'billing.internal' ([Errno -2] Name or service not known)\")",
      "ConnectTimeoutError(<C object at 0x9a1>, 'Connection to billing.internal timed out. (connect timeout=10)')",
      "NewConnectionError('<C object at 0x7f2>: Failed to establish a new connection: [Errno 111] Connection refused')",
      "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1000)'))",
    ].map((reason) => recognize(event(outer(reason)))?.family);
    expect(families).toStrictEqual(["network.dns", "network.timeout", "network.connection-refused", "network.tls"]);
  });

  it("believes a SQLSTATE more than words that could mean something else", () => {
    const text = "error: connection refused by the server";
    expect(recognize(event(text))?.family).toBe("network.connection-refused");
    expect(recognize(event(text, { sqlstate: "53300" }))?.family).toBe("capacity.database-connections");
  });

  it("takes the names from the text where the SQLSTATE or the class decided", () => {
    const text = 'password authentication failed for user "app"';
    const exceptions = [{ type: "asyncpg.exceptions.InvalidPasswordError", message: text, frames: FRAMES }];
    const found = recognize(event(text, { exceptions, sqlstate: "28P01" }));
    expect(found).toMatchObject({ family: "auth.database-password", slots: { role: "app" } });
    const detailed = `${text}\nDETAIL:  Role "app" does not exist.`;
    expect(recognize(event(detailed, { sqlstate: "28P01" }))?.family).toBe("auth.database-role-missing");
  });

  it("names an exception of no family by its type and the app's own innermost frame, without the line", () => {
    const exceptions = [{ type: "decimal.InvalidOperation", message: "bad", frames: FRAMES }];
    expect(recognize(event("decimal.InvalidOperation: bad", { exceptions }))).toStrictEqual({
      family: "code.unhandled-exception",
      slots: { exception: "decimal.InvalidOperation", function: "total", file: "app/orders.py" },
      weight: 1,
      sign: 0,
    });
  });

  it("prefers the exception of a worker over the line that announces it", () => {
    const exceptions = [{ type: "ValueError", message: "bad port", frames: FRAMES }];
    const text = "[1] [ERROR] Exception in worker process\nTraceback …\nValueError: bad port";
    expect(recognize(event(text, { message: "ValueError: bad port", exceptions }))?.family).toBe(
      "code.unhandled-exception",
    );
  });

  it("gives failed requests their method, route and status, and others none", () => {
    const request = event("", { kind: "request", origin: "edge", request: REQUEST });
    const slots = { method: "GET", route: "/api/users/:id", status: "503" };
    expect(recognize(request)).toStrictEqual({ family: "echo.http-error", slots, weight: 1, sign: 0 });
    const text =
      "The request failed because either the HTTP response was malformed or connection to the instance had an error.";
    expect(recognize({ ...request, message: text, text })).toMatchObject({ family: "echo.malformed-response", slots });
    expect(recognize({ ...request, request: { ...REQUEST, status: 404 } })).toBeUndefined();
  });

  it("tells a name with a line break in it from the name without", () => {
    const slots = ['database "netra_dev\n" does not exist', 'database "netra_dev" does not exist'].map(
      (text) => recognize(event(text))?.slots,
    );
    expect(slots).toStrictEqual([
      { database: "netra_dev", fault: "line break in the name" },
      { database: "netra_dev" },
    ]);
  });

  it("takes what is said of a part of a relation, and what is skipped as it is not there, for no missing object", () => {
    const texts = [
      'constraint "orders_total_check" of relation "orders" does not exist',
      'policy "own_rows" for table "orders" does not exist',
      'trigger "touch" for table "orders" does not exist',
      'rule "keep" for materialized view "totals" does not exist',
      'default value for column "total" of relation "orders" does not exist',
      'text search configuration column "title" does not exist',
      'mapping for token type "email" does not exist',
      'function 1(uuid,uuid) does not exist in operator family "uuid_ops"',
      'NOTICE:  relation "orders" does not exist, skipping',
      'NOTICE:  table "orders" does not exist, skipping',
      'NOTICE:  column "total" of relation "orders" does not exist, skipping',
      "NOTICE:  function total(integer) does not exist, skipping",
      'NOTICE:  type "money2" does not exist, skipping',
      'NOTICE:  extension "vector" does not exist, skipping',
      'NOTICE:  database "shop" does not exist, skipping',
      'NOTICE:  role "app" does not exist, skipping',
    ];
    expect(texts.filter((text) => recognize(event(text)) !== undefined)).toStrictEqual([]);
  });

  it("takes words of other programs for no failure of PostgreSQL, DNS or a lock", () => {
    const texts = [
      "Failed to resolve 'main' as a valid tree.",
      "_DeadlockError: deadlock detected by _ModuleLock('app.models') at 140",
      "pool.c: Actual deadlock detected; process terminated",
    ];
    expect(texts.map((text) => recognize(event(text))?.family)).toStrictEqual([undefined, undefined, undefined]);
  });

  it("takes JSON that cannot be parsed for data, not for source", () => {
    const texts = [
      "SyntaxError: Unexpected token '<', \"<!DOCTYPE \" is not valid JSON",
      "SyntaxError: Unexpected end of JSON input",
    ];
    expect(texts.map((text) => recognize(event(text)))).toStrictEqual([undefined, undefined]);
  });
});

describe("speed", () => {
  it("reads 300,000 benign messages a second on an idle core, here held to a third", async () => {
    const messages = Array.from({ length: 2_000 }, (_, index) =>
      event(
        `INFO request ${index} of user ${index * 7} GET /api/things/${index} done in 12 ms with status 200, nothing else to report`,
      ),
    );
    const readAll = () => {
      for (let round = 0; round < 10; round += 1) for (const message of messages) recognize(message);
    };
    const milliseconds = [];
    for (let turn = 0; turn < 5; turn += 1) milliseconds.push(await processorMs(readAll));
    expect((10 * messages.length * 1000) / Math.min(...milliseconds)).toBeGreaterThan(100_000);
  });

  it("stays linear on hostile text for every sign", () => {
    // The fastest of three: a neighbour's work is not the pattern's fault. Quadratic patterns take seconds each time.
    const slow = CAUSES.flatMap(({ id, signs }) =>
      signs.flatMap(({ text, example }) => {
        if (text === undefined) return [];
        const milliseconds = Math.min(...[1, 2, 3].map(() => timeOf(text, hostileTexts(example))));
        return milliseconds > 300 ? [`${id}: ${text.source}`] : [];
      }),
    );
    expect(slow).toStrictEqual([]);
  });
});

/** Milliseconds to look through all the texts. */
function timeOf(pattern: RegExp, texts: string[]): number {
  const startedAt = process.cpuUsage();
  for (const text of texts) pattern.exec(text);
  return process.cpuUsage(startedAt).user / 1000;
}

/** 50 kB each: the example's beginnings repeated, and characters that classes swallow. */
function hostileTexts(example: string): string[] {
  const size = 50_000;
  const pieces = [
    example.slice(0, -1),
    example.slice(0, example.length / 2),
    example.slice(0, 12),
    "a",
    " ",
    '"',
    "'",
    "1.",
    "\n",
    "a b ",
    "x:y/",
  ];
  return pieces
    .filter((piece) => piece !== "")
    .map((piece) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size));
}
