import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Case } from "./correlate.ts";
import { requestsBeside } from "./traffic-beside.ts";

/** Exceptions that stand for an answer between 400 and 499, by the names of their frameworks. */
const CLIENT_EXCEPTION =
  /(?:^|[.:\\$])(?:(?:Request|Model|Schema)?Validation(?:Error|Exception)|Http404|HTTPNotFound|(?:Resource|Entity|Document)?NotFound(?:Error|Exception|HttpException)?|No(?:Handler|Resource)FoundException|RecordNotFound|ModelNotFoundException|RoutingError|ParameterMissing|BadRequest(?:Error|Exception|HttpException)?|Unprocessable\w{0,30}|MethodNotAllowed\w{0,30}|UnsupportedMediaType\w{0,30}|PayloadTooLargeError|TooManyRequests\w{0,20}|HttpMessageNotReadableException|MethodArgumentNotValidException|MethodArgumentTypeMismatchException|WebExchangeBindException|ZodError|MultiPartParserError|DisallowedHost|SuspiciousOperation|ClientAbortException|ClientDisconnect\w{0,20})$/;
/** What is written where a caller sent nonsense or did not wait. */
const CLIENT_WORDS =
  /\bcontext canceled\b|client (?:has )?(?:disconnected|closed|aborted|gone|went away)|(?:aborted|cancell?ed) by (?:the )?client|\bbroken pipe\b|request aborted|validation (?:failed|error)|invalid (?:input|payload|request body)|no route matches|^Not Found: \//i;
/** Routes by which platforms ask how an instance is: they serve whatever happens to everybody else. */
const HEALTH = /\/(?:_ah|health|healthz|livez?|live|ready|readyz|readiness|ping|status)(?:\/|$)/i;
/** From this part of the requests on that fail while it lasts, it is the service that is wrong. */
const HARDLY_ANY = 0.02;

/**
 * Whether what an app calls an error is its clients' doing: wrong input, paths that do not exist, callers that did not wait. The
 * words say so, no request of the case failed, and the service served at least as many others in the meantime.
 */
export function isClientsMistake({ lead, members }: Case, traffic: readonly RouteTraffic[]): boolean {
  if (members.some(({ group }) => hasFailedForCallers(group)) || !saysClient(lead)) return false;
  const people = traffic.filter(({ route }) => !HEALTH.test(route));
  const { ok, failed } = requestsBeside(lead, people, MINUTE);
  return ok >= lead.count && failed <= HARDLY_ANY * (ok + failed);
}

/** Whoever logged the requests; one without a status had no answer. */
function hasFailedForCallers({ kind, signature }: ErrorGroup): boolean {
  return kind === "request" && Number(signature.slots.status ?? 500) >= 500;
}

function saysClient({ kind, signature, samples }: ErrorGroup): boolean {
  const { family, slots, template } = signature;
  if (kind === "request") return false;
  if (family === "database.statement-timeout") return slots.reason === "user request";
  if (family !== undefined && family !== "code.unhandled-exception") return false;
  const type = slots.exception ?? samples[0]?.exceptions[0]?.type ?? "";
  return CLIENT_EXCEPTION.test(type) || CLIENT_WORDS.test(template);
}
