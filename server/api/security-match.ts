import { ROUTES } from "./security-routes.ts";
import { API_ROOT, type RouteRule } from "./security-rule.ts";

/** A rule and what stands in the path for the first name of it; empty where it has none. */
export type Matched = { rule: RouteRule; id: string };

/** The rule of a request; undefined for an address that has none. `path` is the whole path, without query. */
export function ruleFor(method: string, path: string): Matched | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  for (const { rule, pattern } of MATCHERS) {
    const found = rule.method === asked ? pattern.exec(path) : null;
    if (found !== null) return { rule, id: decoded(found[1] ?? "") };
  }
  return undefined;
}

const MATCHERS = ROUTES.map((rule) => ({
  rule,
  pattern: patternOf(rule),
}));

function patternOf({ path, isRoot }: RouteRule): RegExp {
  const source = path.replaceAll(".", "\\.").replace(/:\w+/g, "([^/]+)");
  return isRoot === true ? new RegExp(`^${source}(?:/.*)?$`) : new RegExp(`^${API_ROOT}${source}$`);
}

/** As the router reads a part of a path; what it can't read, it refuses itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
