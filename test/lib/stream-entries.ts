import { request, text } from "./entries.ts";

/** Lines of NDJSON without end, each a new entry. */
export type EntryStream = {
  /** The next `count` entries, stamped with times up to a second before `at` (milliseconds since 1970). */
  body: (count: number, at: number) => string;
  /** How many were made. */
  made: () => number;
};

const ROUTES = 40;
const TRACEBACK = `Traceback (most recent call last):\n  File "/app/main.py", line 12, in handle\n    return await query()\n  File "/app/db.py", line 40, in query\n    raise ValueError("bad pool")\nValueError: bad pool`;

/**
 * Traffic of one service as it comes in: 40 routes, of 24 lines two fail and one is a traceback; callers, instances and ids
 * are never the same twice for long, so that whatever is kept per caller would grow. `name` begins every insertId.
 */
export function entryStream(name: string): EntryStream {
  // Texts are made once; only ids, addresses and times differ.
  const templates = Array.from({ length: 24 * ROUTES }, (_, index) => lineOf(index));
  let made = 0;
  const line = (at: number, of: number): string => {
    made += 1;
    const template = templates[made % templates.length] ?? "";
    return template
      .replaceAll("@TIME@", new Date(at - Math.floor((1000 * (made % of)) / of)).toISOString())
      .replace("@ID@", `${name}-${made}`)
      .replace("@IP@", `10.${(made >> 16) & 255}.${(made >> 8) & 255}.${made & 255}`);
  };
  return {
    body: (count, at) => Array.from({ length: count }, () => line(at, count)).join("\n"),
    made: () => made,
  };
}

function lineOf(index: number): string {
  const route = `/api/part${Math.floor(index / 24)}/items`;
  const place = { at: "@TIME@", insertId: "@ID@", instance: `instance-${index % 7}` };
  if (index % 24 === 5) return JSON.stringify(text(TRACEBACK, { ...place, severity: "ERROR" }));
  const status = index % 24 === 9 || index % 24 === 17 ? 500 : 200;
  return JSON.stringify(request({ ...place, status, path: route, remoteIp: "@IP@" }));
}
