import fc from "fast-check";
import { expect, test } from "vitest";
import { createNormalizer } from "../../server/normalize/normalizer.ts";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { processorMs } from "../lib/patience.ts";

const PIECES = [
  "Traceback (most recent call last):",
  '  File "/app/x.py", line 3, in f',
  "ValueError: x",
  "\n",
  "\\n",
  "    at f (/app/a.js:1:2)",
  "[cause]: Error: y",
  "Caused by: a.b.C: z",
  "\tat a.B.c(B.java:1)",
  "panic: x",
  "goroutine 1 [running]:",
  "\t/app/main.go:5 +0x2e",
  "   at A.B(C) in /x.cs:line 3",
  " ---> ",
  "#0 /x.php(3): f()",
  "Stack trace:",
  "During handling of the above exception, another exception occurred:",
  '1.2.3.4 - "GET /a/1 HTTP/1.1" 500',
  "[SQL: select 1]",
  "[parameters: (1)]",
  "ERROR:",
  "[ERROR]",
  "\u001b[31m",
  'level=error msg="a',
];

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 10 })), { maxLength: 12 })
    .map((parts) => parts.join("")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join("\n")),
);
const json = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });
const field = fc.oneof(json, text, fc.constantFrom("2025-06-01T12:00:00Z", 1748779200, null));
const entry = fc.record(
  {
    timestamp: fc.oneof({ weight: 8, arbitrary: fc.constant("2025-06-01T12:00:00Z") }, { weight: 1, arbitrary: field }),
    insertId: field,
    logName: fc.oneof(
      field,
      fc.constantFrom("projects/p/logs/run.googleapis.com%2Fstderr", "projects/p/logs/run.googleapis.com%2Frequests"),
    ),
    severity: field,
    resource: fc.oneof(json, fc.record({ type: text, labels: fc.dictionary(fc.string(), json) })),
    labels: fc.dictionary(fc.string(), json),
    textPayload: fc.oneof(text, json),
    jsonPayload: fc.oneof(
      json,
      fc.dictionary(
        fc.constantFrom(
          "message",
          "msg",
          "err",
          "error",
          "stack",
          "exception",
          "stack_trace",
          "record",
          "level",
          "req",
          "res",
          "@type",
        ),
        fc.oneof(text, json),
      ),
    ),
    protoPayload: fc.oneof(
      json,
      fc.dictionary(
        fc.constantFrom(
          "@type",
          "status",
          "methodName",
          "serviceName",
          "resourceName",
          "request",
          "authenticationInfo",
        ),
        fc.oneof(text, json),
      ),
    ),
    httpRequest: fc.oneof(json, fc.record({ status: json, requestUrl: text, requestMethod: text, latency: json })),
    trace: field,
    spanId: field,
    operation: json,
  },
  { requiredKeys: ["timestamp"] },
);

test("whatever JSON comes, reading and normalizing never throw, and what comes out is bounded", () => {
  const normalizer = createNormalizer({ environmentOf: (project) => project });
  fc.assert(
    fc.property(fc.oneof({ weight: 1, arbitrary: json }, { weight: 6, arbitrary: entry }), (value) => {
      const result = readEntry(value);
      if ("rejected" in result) {
        expect(result.rejected).not.toBe("");
        return;
      }
      const { errors, requests } = normalizer.push(result.entry);
      for (const error of [...errors, ...normalizer.flush(result.entry.at - 10_000).errors]) {
        expect(error.message).not.toBe("");
        expect(error.message.length).toBeLessThanOrEqual(2000);
        expect(error.text.length).toBeLessThanOrEqual(16_000);
      }
      for (const sample of requests) expect(sample.request.route.length).toBeLessThanOrEqual(300);
    }),
    { numRuns: 3000, seed: 7 },
  );
});

test("an entry read, written and read again is the same entry", () => {
  fc.assert(
    fc.property(entry, (value) => {
      const first = readEntry(value);
      const second = readEntry(JSON.parse(JSON.stringify(value)));
      expect(second).toEqual(first);
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test("text that repeats what parsers look for does not make them slow", async () => {
  const normalizer = createNormalizer({ environmentOf: (project) => project });
  const pieces = [...PIECES, "a.", "A: ", " ", "(", '"', "=", "x=", "E", "::", ": ", "-", "at "];
  const readAll = () => {
    for (const [index, piece] of pieces.entries()) {
      const result = readEntry({
        timestamp: 1748779200 + index * 10,
        textPayload: `ERROR: ${piece.repeat(Math.ceil(250_000 / piece.length))}`,
        insertId: String(index),
      });
      if ("entry" in result) normalizer.push(result.entry);
      const plain = readEntry({
        timestamp: 1748779205 + index * 10,
        textPayload: piece.repeat(Math.ceil(250_000 / piece.length)),
        insertId: `p${index}`,
      });
      if ("entry" in plain) normalizer.push(plain.entry);
    }
    normalizer.flush();
  };
  expect(await processorMs(readAll)).toBeLessThan(20_000);
});
