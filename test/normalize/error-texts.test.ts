import { describe, expect, test } from "vitest";
import { readStructured } from "../../server/normalize/text/structured.ts";
import type { JsonObject } from "../../shared/json.ts";

describe("a structured entry whose error is no exception object", () => {
  test.each<[string, JsonObject, string]>([
    [
      "a text beside the message",
      { msg: "query failed", error: 'pq: relation "orders" does not exist' },
      'pq: relation "orders" does not exist',
    ],
    [
      "an object with code and message",
      { message: "failed", error: { code: "ECONNREFUSED", message: "connect ECONNREFUSED 10.0.0.3:6379" } },
      "ECONNREFUSED: connect ECONNREFUSED 10.0.0.3:6379",
    ],
    [
      "an object with a message alone",
      { message: "failed", err: { message: "deadlock detected" } },
      "deadlock detected",
    ],
    ["a key of its own", { message: "failed", "error.message": "deadlock detected" }, "deadlock detected"],
    ["nothing at all", { message: "failed", error: {} }, ""],
  ])("says it: %s", (_name, payload, stack) => {
    expect(readStructured(payload)).toMatchObject({ stack });
  });

  test("keeps the stack where there is one", () => {
    const stack = "Error: it broke\n    at run (/app/a.js:1:1)";
    expect(readStructured({ message: "failed", error: { message: "other", stack } })).toMatchObject({ stack });
  });
});
