// Every GET of the API's table, with its filters, orders and pages, on a store of `seedStore`.
import { ROUTES } from "../../server/api/security-routes.ts";
import { groupId, incidentId } from "./api-seed.ts";

/** Answers that never end, or that are made of one incident and not of a list: not measured here, with the reason. */
export const UNMEASURED: Readonly<Record<string, string>> = {
  "/events": "an open stream",
  "/metrics": "counts everything for Prometheus, at most every few seconds",
  "/incidents/:id/report": "renders a document; npm run bench measures it",
  "/incidents/:id/reports/:number": "renders a document; npm run bench measures it",
};

const INCIDENT = incidentId(70);
const RANGES = ["", "from=now-1h", "from=now-7d", "from=now-30d", "from=now-3d&to=now-2d"];
const GROUP_FILTERS = [
  "environment=staging",
  "environment=production&state=active",
  "state=muted",
  "service=service-7",
  "family=schema.missing-relation",
  "kind=exception",
  "q=statement%20777",
  "q=failed",
  "q=nothing%20like%20it",
];
const SORTS = ["last-seen", "first-seen", "count"];

const lists: Readonly<Record<string, string[]>> = {
  "/incidents": [
    ...["", "limit=200", "limit=1000", "status=open", "status=resolved&limit=100", "severity=high,critical&limit=100"],
    ...[
      "environment=staging&limit=100",
      "service=service-7&limit=100",
      "q=failure%20777&limit=100",
      "q=orders&limit=100",
    ],
    ...["limit=100&offset=9900", "from=now-24h&limit=100", "environment=staging&severity=high&from=now-24h&limit=100"],
  ],
  "/groups": [
    ...SORTS.flatMap((sort) => RANGES.map((range) => `limit=100&sort=${sort}&${range}`)),
    ...SORTS.flatMap((sort) => GROUP_FILTERS.map((filter) => `limit=100&sort=${sort}&${filter}`)),
    ...SORTS.map((sort) => `limit=100&offset=45000&sort=${sort}&from=now-30d`),
    "limit=200&state=active",
    "limit=200&state=active&sort=count&from=now-7d",
  ],
  "/checks": [
    "",
    "outcome=refuted",
    "kind=relation",
    "environment=staging&from=now-1h",
    "q=orders3",
    "from=now-7d",
    "limit=100&offset=400",
  ],
  "/audit": ["", "limit=500", "before=1000"],
  "/environments": [""],
};

/** Addresses of pages: a quiet group and a loud one, the default range and a week. */
const pages: Readonly<Record<string, string[]>> = {
  "/groups/:id": [`/groups/${groupId(7)}?from=now-7d`, `/groups/${groupId(7)}`, `/groups/${groupId(20_007)}`],
  "/groups/:id/explain": [`/groups/${groupId(7)}/explain`, `/groups/${groupId(20_007)}/explain`],
  "/groups/explain": [`/groups/explain?a=one%20failed&b=two%20failed`],
  "/incidents/:id/reports/:number/changes": [],
  "/schemas/:type": ["/schemas/incident.opened"],
};

/** The addresses under /api/v1 that are measured, by the route that answers; every GET of the table has an entry. */
export function callsByRoute(): Map<string, string[]> {
  const routes = ROUTES.filter(
    ({ method, path, isRoot }) => method === "GET" && isRoot !== true && !(path in UNMEASURED),
  );
  return new Map(routes.map(({ path }) => [path, callsOf(path)]));
}

function callsOf(path: string): string[] {
  const own = pages[path];
  if (own !== undefined) return own;
  const address = path.replace("/incidents/:id", `/incidents/${INCIDENT}`);
  return (lists[path] ?? [""]).map((query) => (query === "" ? address : `${address}?${query}`));
}
