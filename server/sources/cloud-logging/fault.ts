import { MINUTE, SECOND } from "../../../shared/time.ts";
import { messageOf, PlumblineError } from "../../lib/errors.ts";

/** Why a call to Cloud Logging failed. `isLasting`: a person has to do something before it can work. */
export type LoggingFault = {
  kind: "throttled" | "unavailable" | "denied" | "unauthenticated" | "not-found" | "bad-request" | "other";
  /** What happened and what to do, without a full stop; holds no token. */
  sentence: string;
  isLasting: boolean;
  backoff: { baseMs: number; maxMs: number };
};

const SOON = { baseMs: SECOND, maxMs: 30 * SECOND };
/** The quota is counted per minute. */
const NEXT_MINUTE = { baseMs: 10 * SECOND, maxMs: 2 * MINUTE };
/** Somebody may have mended it meanwhile. */
const NOW_AND_THEN = { baseMs: 15 * SECOND, maxMs: MINUTE };

/** The fault behind an error of the client, by its gRPC status. https://grpc.io/docs/guides/status-codes/ */
export function loggingFault(error: unknown, project: string): LoggingFault {
  if (error instanceof PlumblineError) {
    return { kind: "unauthenticated", sentence: error.message, isLasting: true, backoff: NOW_AND_THEN };
  }
  const said = safeText(messageOf(error));
  if (/unable to impersonate/i.test(said) && !NETWORK.test(said)) {
    const why = said.replace(/^.*unable to impersonate:?\s*/i, "");
    return lasting(
      "unauthenticated",
      `The credentials may not act as the service account that impersonate names: ${why}. Grant them roles/iam.serviceAccountTokenCreator on it`,
    );
  }
  switch (codeOf(error)) {
    case 3:
      return lasting("bad-request", `Cloud Logging refused the query: ${said}. Check the filter of this source`);
    case 5:
      return lasting("not-found", `Cloud Logging knows no project "${project}": ${said}. Check project of this source`);
    case 7:
      return lasting(
        "denied",
        `The credentials may not read the logs of ${project}: ${said}. Grant them roles/logging.viewer on the project (roles/logging.privateLogViewer for data access logs), and see that the Logging API is enabled`,
      );
    case 16:
      return lasting(
        "unauthenticated",
        "Google refused the credentials. Run `gcloud auth application-default login` again, or replace the key that GOOGLE_APPLICATION_CREDENTIALS names",
      );
    case 8:
      return {
        kind: "throttled",
        sentence: `The quota for reading logs of ${project} is used up (Google allows 60 requests a minute)`,
        isLasting: false,
        backoff: NEXT_MINUTE,
      };
    case 1:
    case 2:
    case 4:
    case 10:
    case 13:
    case 14:
      return {
        kind: "unavailable",
        sentence: `Cloud Logging is out of reach: ${said}`,
        isLasting: false,
        backoff: SOON,
      };
    default:
      return { kind: "other", sentence: `Reading from Cloud Logging failed: ${said}`, isLasting: false, backoff: SOON };
  }
}

function lasting(kind: LoggingFault["kind"], sentence: string): LoggingFault {
  return { kind, sentence, isLasting: true, backoff: NOW_AND_THEN };
}

/** The gRPC status. What google-auth-library fails with while it fetches a token comes under any status, or none. */
function codeOf(error: unknown): number | undefined {
  const message = messageOf(error);
  if (TOKEN_REFUSED.test(message)) return 16;
  if (/unable to impersonate/i.test(message)) return 14;
  const code = error instanceof Error && "code" in error ? Number(error.code) : Number.NaN;
  return code >= 0 && code <= 16 ? code : undefined;
}

/** Words of https://datatracker.ietf.org/doc/html/rfc6749#section-5.2, and of google-auth-library without credentials. */
const TOKEN_REFUSED = /\b(?:invalid_grant|invalid_client|unauthorized_client|invalid_rapt)\b|default credentials/i;

/** What a fetch says that did not reach the other end. */
const NETWORK = /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|socket hang up|network timeout/;

/** What grpc-js adds to "No connection established" though it stands for nothing. */
const GRPC_PADDING = / Last error: null\.|(?<= Last error: )Error: |\.? Resolution note: ?$/g;

/** Google's words, at most 300 characters on one line, without anything that could be a token or a key. */
export function safeText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/^\d{1,2} [A-Z_]+: /, "")
    .replace(GRPC_PADDING, "")
    .replace(/eyJ[\w-]{4,}(?:\.[\w-]+)*|ya29\.[\w.-]+|(?<=Bearer )\S+|-----BEGIN [\s\S]*/g, "…")
    .trim()
    .replace(/\.$/, "")
    .slice(0, 300);
}
