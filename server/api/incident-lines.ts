import type { LinesQuery, LinesResponse, LogLine } from "../../shared/api-incident.ts";
import { compareTexts } from "../../shared/compare-texts.ts";
import type { Incident } from "../../shared/incident.ts";
import { isAtLeast, SEVERITIES, type Severity } from "../../shared/severity.ts";

/** A query without the moment, which decides which incident is looked at. */
type Query = Omit<LinesQuery, "at">;
type Whole = { groups: Incident["groups"] };

/** One page of the log lines that are kept of an incident, in order of time; or all that are named, those of the named group first. */
export function linesOf({ groups }: Whole, query: Query): LinesResponse {
  const { group, entries, after, limit } = query;
  if (entries !== undefined) return named(groups, group, new Set(entries.split(",")));
  const all = linesIn(group === undefined ? groups : groups.filter(({ id }) => id === group));
  const matching = all.filter(filterOf(query)).map((line) => ({ line, place: placeOf(line) }));
  matching.sort((a, b) => compareTexts(a.place, b.place));
  const rest = after === undefined ? matching : matching.filter(({ place }) => place > after);
  const page = rest.slice(0, limit);
  const next = page.length === rest.length ? null : (page.at(-1)?.place ?? null);
  return { lines: page.map(({ line }) => line), matching: matching.length, total: all.length, next };
}

function named(groups: Incident["groups"], group: string | undefined, insertIds: ReadonlySet<string>): LinesResponse {
  const found = new Map<string, LogLine>();
  for (const line of linesIn([...groups.filter(({ id }) => id === group), ...groups])) {
    const key = `${line.timestamp} ${line.insertId}`;
    if (insertIds.has(line.insertId) && !found.has(key)) found.set(key, line);
  }
  const lines = [...found.values()];
  return { lines, matching: lines.length, total: lines.length, next: null };
}

function linesIn(groups: Incident["groups"]): LogLine[] {
  return groups.flatMap(({ id, samples }) => samples.map((line) => ({ ...line, groupId: id })));
}

function filterOf({ q = "", severity, from, to }: Query): (line: LogLine) => boolean {
  const words = q.trim().toLowerCase();
  const [start, end] = [
    from === undefined ? -Infinity : Date.parse(from),
    to === undefined ? Infinity : Date.parse(to),
  ];
  return (line) => {
    const at = Date.parse(line.timestamp);
    if (at < start || at > end) return false;
    if (severity !== undefined && !isAtLeast(severityOf(line), severity)) return false;
    if (words === "") return true;
    return [line.text, line.revision, line.instance, line.trace].some((part) => part?.toLowerCase().includes(words));
  };
}

/** What no severity of Cloud Logging's is has none. */
function severityOf({ severity }: LogLine): Severity {
  return SEVERITIES.find((one) => one === severity) ?? "DEFAULT";
}

/** Where a line stands: its time, then what tells it from others of that time. Texts of places are in the order of the places. */
function placeOf({ timestamp, insertId, groupId }: LogLine): string {
  // Times are RFC 3339 in UTC with as many digits of a second as the entry had.
  const [, whole = timestamp, fraction = ""] = /^(.{19})(?:\.(\d+))?/.exec(timestamp) ?? [];
  return `${whole}.${fraction.padEnd(9, "0")} ${insertId} ${groupId}`;
}
