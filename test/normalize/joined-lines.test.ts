import { describe, expect, test } from "vitest";
import { createNormalizer } from "../../server/normalize/normalizer.ts";
import { entry, line, normalize, TRACEBACK } from "./entries.ts";

describe("tracebacks split over lines", () => {
  test("each line an entry, interleaved with another instance, they are one event each, at their first line", () => {
    const one = TRACEBACK.map((text, index) => line(index, text, "i1"));
    const two = TRACEBACK.map((text, index) => line(index + 0.5, text, "i2"));
    const { errors } = normalize([...one, ...two]);
    expect(
      errors.map((error) => [
        error.instance,
        error.message,
        error.sqlstate,
        error.exceptions.length,
        error.entry.insertId,
      ]),
    ).toEqual([
      ["i1", TRACEBACK[3], "42P01", 1, one[0]?.insertId],
      ["i2", TRACEBACK[3], "42P01", 1, two[0]?.insertId],
    ]);
  });

  test("the line before belongs to it, a chain over 'During handling' entries too, what follows does not", () => {
    const chain = [
      line(0, "[2025-09-16 01:40:54 +0000] [13] [ERROR] Exception in worker process"),
      entry(0.02, { severity: "ERROR", textPayload: TRACEBACK.join("\n") }),
      line(0.03, "During handling of the above exception, another exception occurred:"),
      entry(0.04, {
        severity: "ERROR",
        textPayload:
          'Traceback (most recent call last):\n  File "/app/main.py", line 1, in <module>\nRuntimeError: cannot start',
      }),
      line(0.05, "[2025-09-16 01:40:54 +0000] [13] [INFO] Worker exiting (pid: 13)"),
      line(0.06, "[2025-09-16 01:40:54 +0000] [13] [ERROR] Shutting down: Master"),
    ];
    const { errors } = normalize(chain);
    expect(
      errors.map((error) => [error.message, error.exceptions.map((item) => item.type), error.entry.insertId]),
    ).toEqual([
      [TRACEBACK[3], ["asyncpg.exceptions.UndefinedTableError", "RuntimeError"], chain[0]?.insertId],
      ["Shutting down: Master", [], chain[5]?.insertId],
    ]);
    expect(errors[0]?.text.split("\n")[0]).toContain("Exception in worker process");
    expect(errors[0]?.isBoot).toBe(true);
  });

  test("two whole tracebacks one after the other are two events", () => {
    const { errors } = normalize([line(0, TRACEBACK.join("\n")), line(1, TRACEBACK.join("\n"))]);
    expect(errors).toHaveLength(2);
  });

  test("lines far apart in time do not belong together", () => {
    const { errors } = normalize([line(0, "ERROR: first"), line(5000, "  indented and late")]);
    expect(errors.map((error) => error.text)).toEqual(["ERROR: first"]);
  });

  test("a Java stack and a Go panic line by line", () => {
    const java = [
      "java.lang.IllegalStateException: boom",
      "\tat com.shop.A.run(A.java:3)",
      "Caused by: java.io.IOException: disk",
      "\tat com.shop.B.read(B.java:9)",
      "\t... 3 more",
    ];
    const go = [
      "panic: boom",
      "",
      "goroutine 1 [running]:",
      "main.load(...)",
      "\t/app/main.go:12 +0x2e",
      "exit status 2",
    ];
    const { errors } = normalize([
      ...java.map((text, index) => line(index, text, "j")),
      ...go.map((text, index) => line(1000 + index, text, "g")),
    ]);
    expect(errors.map((error) => error.message)).toEqual(["java.io.IOException: disk", "panic: boom"]);
  });

  test("an error held back comes out by time alone, and with flush", () => {
    const normalizer = createNormalizer({ environmentOf: () => "e" });
    expect(normalizer.push(line(0, "ERROR: first")).errors).toEqual([]);
    expect(normalizer.push(line(60_000, "other", "i2")).errors.map((error) => error.message)).toEqual(["first"]);
    normalizer.push(line(61_000, "ERROR: second"));
    expect(normalizer.flush(1748779200000 + 61_500).errors).toEqual([]);
    expect(normalizer.flush().errors.map((error) => error.message)).toEqual(["second"]);
  });
});
