import type { RequestFacts } from "../../../shared/events.ts";
import type { HttpRequest, LogEntry } from "../../../shared/log-entry.ts";
import { pathOf, routeOf } from "./route.ts";

/** Platform texts on a refused request (401, 403, 429) that say more than the status. */
const REFUSED_BY_PLATFORM =
  /was not authenticated|no available instance|Rate exceeded|quota|forbidden because|not authorized/i;
const ADVICE = / ?Additional troubleshooting documentation can be found at:? ?\S*/g;

/** Whether the entry is Google's own request log: the log of that name, or a request without words of the app. */
export function isEdgeRequest(entry: LogEntry): boolean {
  if (entry.httpRequest === undefined) return false;
  if (entry.logId !== "") return /(?:^|[/_.])(?:requests|request_log|nginx\.request)$/.test(entry.logId);
  return entry.jsonPayload === undefined;
}

/** What an entry's `httpRequest` says, with the route masked. */
export function requestFacts(request: HttpRequest): RequestFacts {
  const facts: RequestFacts = {
    method: request.method.slice(0, 20),
    path: pathOf(request.url).slice(0, 2048),
    route: routeOf(request.url),
    caller: {
      ...(request.userAgent === undefined ? {} : { userAgent: request.userAgent.slice(0, 500) }),
      ...(request.remoteIp === undefined ? {} : { remoteIp: request.remoteIp.slice(0, 100) }),
      ...(request.referer === undefined ? {} : { referer: request.referer.slice(0, 500) }),
    },
  };
  if (request.status !== undefined) facts.status = request.status;
  if (request.latencyMs !== undefined) facts.latencyMs = request.latencyMs;
  return facts;
}

/** Details of a load balancer that say no more than that the backend, or its cache, answered. */
const SAYS_NOTHING = /^(?:response_sent_by_backend|response_from_cache(?:_validated)?|direct_response)$/;

/** What an edge's request log says besides the request: a platform's words, or why a load balancer answered as it did. */
export function edgeWords(text: string): string {
  return SAYS_NOTHING.test(text) ? "" : text;
}

/**
 * Whether a request counts as a failure: 500 and above, or refused by the platform in words of its own. A client that went away
 * before the answer is none, whatever status the load balancer wrote down.
 */
export function isFailedRequest(request: RequestFacts, text: string): boolean {
  const status = request.status ?? 0;
  if (text.startsWith("client_disconnected_")) return false;
  return status >= 500 || ((status === 401 || status === 403 || status === 429) && REFUSED_BY_PLATFORM.test(text));
}

/** The line that names a failed request: the platform's own words, else the request and its answer. */
export function requestMessage(request: RequestFacts, text: string): string {
  const said = withoutAdvice(text).trim();
  return said === ""
    ? `${request.method} ${request.route} answered ${request.status ?? "nothing"}`
    : said.slice(0, 1000);
}

/** A platform text without its link to the documentation. */
export function withoutAdvice(text: string): string {
  return text.includes("Additional troubleshooting") ? text.replace(ADVICE, "") : text;
}
