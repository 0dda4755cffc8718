import { describe, expect, test } from "vitest";
import { entry, line, normalize, TRACEBACK } from "./entries.ts";

describe("structured logs", () => {
  const STACK = "Error: boom\n    at f (/app/a.js:1:2)";
  test.each([
    [
      "pino",
      { level: 50, pid: 1, msg: "failed", err: { type: "Error", message: "boom", stack: STACK } },
      "Error: boom",
    ],
    ["winston", { level: "error", message: "failed", stack: STACK }, "Error: boom"],
    [
      "bunyan",
      { level: 50, name: "x", msg: "failed", err: { name: "Error", message: "boom", stack: STACK } },
      "Error: boom",
    ],
    ["python-json-logger", { levelname: "ERROR", message: "failed", exc_info: TRACEBACK.join("\n") }, TRACEBACK[3]],
    [
      "structlog",
      {
        level: "error",
        event: "failed",
        exception: [
          { exc_type: "ValueError", exc_value: "boom", frames: [{ filename: "/app/a.py", lineno: 3, name: "f" }] },
        ],
      },
      "ValueError: boom",
    ],
    [
      "loguru",
      {
        text: "failed",
        record: {
          level: { name: "ERROR" },
          message: "failed",
          exception: { type: "ValueError", value: "boom", traceback: true },
        },
      },
      "ValueError: boom",
    ],
    [
      "zap",
      {
        level: "error",
        ts: 1.5,
        caller: "a.go:1",
        msg: "failed",
        error: "load orders: pq: relation does not exist",
        stacktrace: "main.load\n\t/app/main.go:12",
      },
      "error: pq: relation does not exist",
    ],
    [
      "ECS",
      { "log.level": "ERROR", message: "failed", "error.type": "java.lang.X", "error.message": "boom" },
      "java.lang.X: boom",
    ],
    [
      "logback",
      { level: "ERROR", message: "failed", stack_trace: "java.lang.IllegalStateException: boom\n\tat a.B.c(B.java:1)" },
      "java.lang.IllegalStateException: boom",
    ],
    [
      "an error object",
      {
        severity: "ERROR",
        message: "failed",
        error: { type: "ModuleNotFoundError", value: "No module named 'x'", traceback: null },
      },
      "ModuleNotFoundError: No module named 'x'",
    ],
    [
      "Error Reporting's event",
      {
        severity: "ERROR",
        "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
        message: STACK,
      },
      "Error: boom",
    ],
    ["words alone", { severity: "ERROR", message: "CRITICAL: setup failed" }, "setup failed"],
    ["no words at all", { severity: "ERROR", code: 7 }, '{"severity":"ERROR","code":7}'],
  ])("%s", (_, jsonPayload, message) => {
    expect(normalize([entry(0, { jsonPayload })]).errors.map((error) => error.message)).toEqual([message]);
  });

  test("stack_trace wins over exception, exception over message", () => {
    const jsonPayload = {
      severity: "ERROR",
      message: "TypeError: m",
      exception: "RangeError: e\n    at f (/a.js:1:1)",
      stack_trace: "SyntaxError: s\n    at f (/a.js:1:1)",
    };
    expect(normalize([entry(0, { jsonPayload })]).errors[0]?.message).toBe("SyntaxError: s");
    expect(normalize([entry(0, { jsonPayload: { ...jsonPayload, stack_trace: "" } })]).errors[0]?.message).toBe(
      "RangeError: e",
    );
  });
});

describe("database errors", () => {
  test("SQLAlchemy's wrapping is opened: driver's exception first, statement and code apart, parameters gone", () => {
    const text = `sqlalchemy.exc.ProgrammingError: (sqlalchemy.dialects.postgresql.asyncpg.ProgrammingError) <class 'asyncpg.exceptions.UndefinedTableError'>: relation "orders" does not exist
[SQL: SELECT id FROM orders WHERE id = $1]
[parameters: ('secret',)]
(Background on this error at: https://sqlalche.me/e/20/f405)`;
    const [error] = normalize([line(0, text)]).errors;
    expect(error).toMatchObject({
      kind: "exception",
      message: 'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
      sqlstate: "42P01",
      statement: "SELECT id FROM orders WHERE id = $1",
      helpCode: "f405",
    });
    expect(error?.exceptions.map((item) => item.type)).toEqual([
      "asyncpg.exceptions.UndefinedTableError",
      "sqlalchemy.exc.ProgrammingError",
    ]);
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  test.each([
    ['psycopg2.errors.UndefinedColumn: column "x" does not exist', "42703"],
    ["error: x\n    at f (/app/a.js:1:2) {\n  code: '28P01'\n}", "28P01"],
    ["ERROR: failed (SQLSTATE 53300)", "53300"],
    ["ERROR: deadlock detected (40P01)", "40P01"],
    ["ERROR: order (12345) is late", undefined],
  ])("SQLSTATE of %j is %s", (text, sqlstate) => {
    expect(normalize([line(0, text)]).errors[0]?.sqlstate).toBe(sqlstate);
  });
});
