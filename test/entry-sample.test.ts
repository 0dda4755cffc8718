import { expect, test } from "vitest";
import { entriesUrl, entrySample } from "../shared/entry-sample.ts";
import { errorGroup } from "./lib/error-group.ts";

const [first, second] = errorGroup().samples.map((sample, i) => ({
  ...sample,
  project: `project-${i}`,
  entry: { ...sample.entry, insertId: `id-${i}`, timestamp: `2026-03-02T10:0${i}:00Z` },
}));
if (first === undefined || second === undefined) throw new Error("A group has at least two samples.");

test("an entry is seen again in its own project, and what it does not tell is null", () => {
  const { instance: _, trace: __, ...event } = second;
  expect(entrySample(event)).toStrictEqual({
    insertId: "id-1",
    timestamp: "2026-03-02T10:01:00Z",
    severity: "ERROR",
    text: second.text,
    instance: null,
    revision: "api-00002-new",
    trace: null,
    logsUrl:
      "https://console.cloud.google.com/logs/query;query=%28insertId%3D%22id-1%22%20AND%20timestamp%3D%222026-03-02T10%3A01%3A00Z%22%29;cursorTimestamp=2026-03-02T10:01:00Z?project=project-1",
  });
});

test("several entries are seen together around the first of them", () => {
  const url = new URL(entriesUrl([first, second]));
  expect(url.searchParams.get("project")).toBe("project-0");
  expect(decodeURIComponent(url.pathname)).toBe(
    '/logs/query;query=(insertId="id-0" AND timestamp="2026-03-02T10:00:00Z")\nOR (insertId="id-1" AND timestamp="2026-03-02T10:01:00Z");cursorTimestamp=2026-03-02T10:00:00Z',
  );
});
