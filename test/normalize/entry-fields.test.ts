import { describe, expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { given, read, TRACE } from "./given-entry.ts";

describe("timestamps", () => {
  test.each([
    ["no digits", "2025-06-01T12:00:00Z", "2025-06-01T12:00:00Z"],
    ["twelve digits are cut to nine", "2025-06-01T12:00:00.123456789012Z", "2025-06-01T12:00:00.123456789Z"],
    ["zeros at the end say nothing", "2025-06-01T12:00:00.120000Z", "2025-06-01T12:00:00.12Z"],
    ["lower case", "2025-06-01t12:00:00z", "2025-06-01T12:00:00Z"],
    ["a space and UTC", "2025-06-01 12:00:00.5 UTC", "2025-06-01T12:00:00.5Z"],
    ["no zone is UTC", "2025-06-01T12:00:00", "2025-06-01T12:00:00Z"],
    ["an offset over midnight", "2025-06-01T23:30:00.25-01:30", "2025-06-02T01:00:00.25Z"],
    ["the leap second is the next minute", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"],
    ["seconds", 1748779200, "2025-06-01T12:00:00Z"],
    ["seconds with a fraction", 1748779200.5, "2025-06-01T12:00:00.5Z"],
    ["milliseconds", 1748779200123, "2025-06-01T12:00:00.123Z"],
    ["microseconds", 1748779200123456, "2025-06-01T12:00:00.123456Z"],
    ["nanoseconds as text keep all digits", "1748779200123456789", "2025-06-01T12:00:00.123456789Z"],
    ["a Date", new Date(1748779200123), "2025-06-01T12:00:00.123Z"],
  ])("%s", (_, timestamp, expected) => {
    const entry = read(given({ timestamp }));
    expect(entry.timestamp).toBe(expected);
    expect(entry.at).toBeCloseTo(Date.parse(expected), -1);
  });

  test("a missing timestamp is the time of receipt", () => {
    expect(read(given({ timestamp: undefined, receiveTimestamp: "2025-06-01T12:00:01Z" })).timestamp).toBe(
      "2025-06-01T12:00:01Z",
    );
  });

  test.each([
    [undefined, "timestamp is missing, and receiveTimestamp too"],
    ["yesterday", 'timestamp is "yesterday", and there is no receiveTimestamp'],
    ["2025-02-30T00:00:00Z", 'timestamp is "2025-02-30T00:00:00Z", and there is no receiveTimestamp'],
    [{ seconds: "x" }, "timestamp is an object, and there is no receiveTimestamp"],
    [-5, "timestamp is -5, and there is no receiveTimestamp"],
  ])("%j is refused in words", (timestamp, reason) => {
    expect(readEntry(given({ timestamp }))).toEqual({
      rejected: `${reason}: expected RFC 3339 such as 2025-06-01T12:00:00Z, or seconds, ms, µs or ns since 1970`,
    });
  });
});

describe("severity", () => {
  test.each([
    ["error", "ERROR"],
    ["FATAL", "CRITICAL"],
    ["Warn", "WARNING"],
    ["TRACE", "DEBUG"],
    ["E", "ERROR"],
    [500, "ERROR"],
    ["550", "ERROR"],
    [0, "DEFAULT"],
    ["nonsense", "DEFAULT"],
    [null, "DEFAULT"],
  ])("%j is %s", (severity, expected) => {
    const entry = read(given({ severity }));
    expect([entry.severity, entry.hasSeverity]).toEqual([expected, expected !== "DEFAULT"]);
  });

  test.each([
    ["its own field", { severity: "ERROR" }, "ERROR"],
    ["pino", { level: 50, pid: 1, msg: "x" }, "ERROR"],
    ["pino fatal", { level: 60 }, "CRITICAL"],
    ["winston", { level: "warn", message: "x" }, "WARNING"],
    ["zap", { level: "dpanic", ts: 1.5 }, "CRITICAL"],
    ["Python's levelname", { levelname: "CRITICAL" }, "CRITICAL"],
    ["Python's levelno", { levelno: 40 }, "ERROR"],
    ["ECS", { "log.level": "error" }, "ERROR"],
    ["loguru", { text: "x", record: { level: { name: "ERROR", no: 40 }, message: "x" } }, "ERROR"],
    ["syslog numbers of GELF", { level: 3, short_message: "x" }, "ERROR"],
  ])("a payload names it: %s", (_, jsonPayload, expected) => {
    expect(read(given({ textPayload: undefined, jsonPayload })).severity).toBe(expected);
  });

  test("the entry's own severity wins over its payload's", () => {
    expect(read(given({ severity: "INFO", textPayload: undefined, jsonPayload: { level: "error" } })).severity).toBe(
      "INFO",
    );
  });
});

describe("trace and span", () => {
  test.each([
    [TRACE],
    [TRACE.toUpperCase()],
    [`projects/p/traces/${TRACE}`],
    [`//cloudtrace.googleapis.com/projects/p/traces/${TRACE}`],
    [`00-${TRACE}-000000000000004a-01`],
    [`${TRACE}/74;o=1`],
    ["06796866-738c-859f-2f19-b7cfb3214824"],
  ])("%s", (trace) => {
    expect(read(given({ trace })).trace).toBe(TRACE);
  });

  test.each([["0".repeat(32)], ["short"], [""], [5]])("%j is no trace", (trace) => {
    expect(read(given({ trace })).trace).toBeUndefined();
  });

  test("a trace in the payload counts where the entry has none", () => {
    expect(read(given({ textPayload: undefined, jsonPayload: { trace_id: TRACE } })).trace).toBe(TRACE);
  });

  test("a span in decimal digits is written in hexadecimal", () => {
    expect(read(given({ spanId: "2703176114609722884" })).spanId).toBe("25839c5aaca21604");
  });
});
