import type { ServedEntry } from "./entries.ts";

export type ListRequest = {
  resourceNames: string[];
  filter: string;
  orderBy: string;
  pageSize: number;
  pageToken: string;
};

export type Page = { entries: ServedEntry[]; nextPageToken: string };

type Asked = { now: number; maxPage: number; fault?: "empty" | "repeat" | "shuffle" | undefined };

/** How many entries a `repeat` gives a second time. */
const REPEATED = 100;

/** A page as entries.list gives it, or why the request is refused. Tokens hold for the query that they came from. */
export function pageOf(
  all: readonly ServedEntry[],
  request: ListRequest,
  { now, maxPage, fault }: Asked,
): Page | string {
  if (/\bsyntax error\b/.test(request.filter)) return "Unparseable filter: syntax error at line 1, column 8";
  if (request.pageSize > 1000) return "page_size is too large: the maximum is 1000";
  const position = positionOf(request);
  if (position === undefined) return "page_token is invalid or has expired";
  const found = matching(all, request, now);
  const begin = position === "" ? 0 : found.findIndex(({ order }) => order > position);
  if (begin < 0) return { entries: [], nextPageToken: "" };
  if (fault === "empty") return { entries: [], nextPageToken: tokenOf(request, position) };
  const size = Math.min(request.pageSize || 50, maxPage);
  const entries = found
    .slice(fault === "repeat" ? Math.max(0, begin - REPEATED) : begin, begin + size)
    .map(({ entry }) => entry);
  const last = entries.at(-1);
  const hasMore = begin + size < found.length && last !== undefined;
  return {
    entries: fault === "shuffle" ? entries.toReversed() : entries,
    nextPageToken: hasMore ? tokenOf(request, orderOf(last)) : "",
  };
}

/** Order of `timestamp asc`, insertId among equals. */
function orderOf({ at, insertId }: ServedEntry): string {
  return `${String(at).padStart(20, "0")}|${insertId}`;
}

type Placed = { entry: ServedEntry; order: string };

/** Sorting a hundred thousand entries for each page would take longer than reading them. */
const placed = new WeakMap<readonly ServedEntry[], Placed[]>();

/** All entries in order; where a list grew, what came is put in its place. */
function inOrder(all: readonly ServedEntry[]): Placed[] {
  const before = placed.get(all) ?? [];
  const known = before.length > all.length ? [] : before;
  if (known.length === all.length) return known;
  const come = all.slice(known.length).map((entry) => ({ entry, order: orderOf(entry) }));
  const fresh = [...known, ...come].sort((a, b) => (a.order < b.order ? -1 : 1));
  placed.set(all, fresh);
  return fresh;
}

function matching(all: readonly ServedEntry[], { filter, resourceNames }: ListRequest, now: number): Placed[] {
  const receivedFrom = bound(filter, /receiveTimestamp >= "([^"]+)"/) ?? Number.NEGATIVE_INFINITY;
  const receivedTo = bound(filter, /receiveTimestamp < "([^"]+)"/) ?? Number.POSITIVE_INFINITY;
  const statedFrom = bound(filter, /(?<!\w)timestamp >= "([^"]+)"/) ?? Number.NEGATIVE_INFINITY;
  const projects = new Set(resourceNames.map((name) => name.replace("projects/", "")));
  return inOrder(all).filter(
    ({ entry: { at, receivedAt, visibleAt, project } }) =>
      receivedAt >= receivedFrom &&
      receivedAt < receivedTo &&
      at >= statedFrom &&
      visibleAt <= now &&
      projects.has(project),
  );
}

function bound(filter: string, pattern: RegExp): number | undefined {
  const text = pattern.exec(filter)?.[1];
  return text === undefined ? undefined : Date.parse(text);
}

function tokenOf({ filter }: ListRequest, position: string): string {
  return Buffer.from(JSON.stringify({ filter, position })).toString("base64url");
}

/** Where the token says to go on, "" at the beginning, undefined for a token of another query. */
function positionOf({ pageToken, filter }: ListRequest): string | undefined {
  if (pageToken === "") return "";
  const token: { filter?: string; position?: string } = JSON.parse(Buffer.from(pageToken, "base64url").toString());
  return token.filter === filter ? token.position : undefined;
}
