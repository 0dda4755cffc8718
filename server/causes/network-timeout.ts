import type { Cause } from "../../shared/cause.ts";
import { ask, DESCRIBE_SERVICE, shellWord, slotOr, weighByOutcome } from "./words.ts";

/** No answer within the time: to the first packet (route, firewall) or to the question (a slow peer). */
export const networkTimeout: Cause = {
  id: "network.timeout",
  title: "Dependency does not answer in time",
  why: "Connecting timed out: packets are dropped on the way (firewall, route, wrong address). Reading timed out: the peer took the question and was slow. The text usually says which of the two it was.",
  sources: ["urllib3:src/urllib3/connectionpool.py", "libuv:include/uv.h", "node-postgres:packages/pg-pool/index.js"],
  signs: [
    {
      text: /Connection to (?<host>[\w.-]{1,253}) timed out\. \(connect timeout=/,
      weight: 4,
      slots: { phase: "connect" },
      example:
        "HTTPSConnectionPool(host='billing.internal', port=443): Max retries exceeded with url: /v1/charge (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x9a1>, 'Connection to billing.internal timed out. (connect timeout=10)'))",
    },
    {
      text: /host='(?<host>[^'\n]{1,253})', port=\d{1,5}\): Read timed out\./,
      weight: 4,
      slots: { phase: "read" },
      example: "HTTPSConnectionPool(host='billing.internal', port=443): Read timed out. (read timeout=5)",
    },
    {
      text: /connect ETIMEDOUT (?<host>[\w.-]{1,253}):(?<port>\d{1,5})/,
      weight: 4,
      slots: { phase: "connect" },
      example: "Error: connect ETIMEDOUT 10.0.0.3:5432",
    },
    {
      text: /connection to server at "(?<host>[^"\n]{1,253})"(?: \([^)\n]{1,60}\))?, port (?<port>\d{1,5}) failed: (?:Connection timed out|timeout expired|Operation timed out)/,
      weight: 4,
      slots: { phase: "connect" },
      example: 'connection to server at "10.1.0.3", port 5432 failed: Connection timed out',
    },
    {
      text: /dial tcp \[?(?<host>[\w.:-]{1,253}?)\]?:(?<port>\d{1,5}): (?:i\/o timeout|connect: connection timed out)/,
      weight: 4,
      slots: { phase: "connect" },
      example: "dial tcp 10.0.0.3:5432: i/o timeout",
    },
    {
      text: /Connection terminated due to connection timeout/,
      // node-postgres says this of a slow network and of a server that has no slot to give.
      weight: 2,
      slots: { phase: "connect" },
      example: "Error: Connection terminated due to connection timeout",
    },
    {
      text: /UND_ERR_CONNECT_TIMEOUT/,
      weight: 4,
      slots: { phase: "connect" },
      example: "ConnectTimeoutError: Connect Timeout Error\n  code: 'UND_ERR_CONNECT_TIMEOUT'",
    },
    {
      text: /UND_ERR_(?:HEADERS|BODY)_TIMEOUT/,
      weight: 4,
      slots: { phase: "read" },
      example: "HeadersTimeoutError: Headers Timeout Error { code: 'UND_ERR_HEADERS_TIMEOUT' }",
    },
    {
      text: /Read timed out/,
      weight: 3,
      slots: { phase: "read" },
      example: "java.net.SocketTimeoutException: Read timed out",
    },
    {
      text: /Connect timed out|connect timed out/,
      weight: 3,
      slots: { phase: "connect" },
      example: "java.net.SocketTimeoutException: Connect timed out",
    },
    {
      text: /ETIMEDOUT|\[Errno 110\]|EHOSTUNREACH|\[Errno 113\]/,
      weight: 3,
      slots: { phase: "connect" },
      example: "OSError: [Errno 110] Connect call failed",
    },
    {
      text: /timeout of \d{1,9}ms exceeded|ECONNABORTED/,
      weight: 3,
      slots: { phase: "read" },
      example: "AxiosError: timeout of 5000ms exceeded",
    },
    {
      text: /Timeout during reading attempt/,
      slots: { phase: "read" },
      weight: 3,
      example: "System.TimeoutException: Timeout during reading attempt",
    },
    {
      text: /upstream timed out \(110: /,
      slots: { phase: "read" },
      weight: 3,
      example:
        "upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.1",
    },
    {
      text: /Timeout (?:reading from|connecting to) (?:socket|server|(?<host>[\w.-]{1,253}):(?<port>\d{1,5}))/,
      weight: 3,
      example: "redis.exceptions.TimeoutError: Timeout reading from redis.internal:6379",
    },
    {
      text: /context deadline exceeded|DEADLINE_EXCEEDED/,
      weight: 2,
      example: "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    },
    {
      exception: /(?:^|\.)(?:ConnectTimeout|ConnectTimeoutError|ConnectionTimeoutError)$/,
      weight: 3,
      slots: { phase: "connect" },
      example: "httpx.ConnectTimeout: timed out",
    },
    {
      exception: /(?:^|\.)(?:ReadTimeout|ReadTimeoutError|SocketTimeoutException)$/,
      weight: 3,
      slots: { phase: "read" },
      example: "httpx.ReadTimeout: The read operation timed out",
    },
    {
      exception: /^(?:asyncio\.(?:exceptions\.)?|socket\.)?(?:TimeoutError|timeout)$/,
      weight: 1,
      example: "asyncio.exceptions.TimeoutError: ",
    },
  ],
  headline: (slots) =>
    `${slotOr(slots, "host", "A dependency")} does not ${slots.phase === "connect" ? "accept connections" : "answer"} in time`,
  component: (slots) => `connection to ${slotOr(slots, "host", "the dependency")}`,
  echoes: [
    "boot.container-not-listening",
    "capacity.request-timeout",
    "dependency.redis-clients",
    "dependency.upstream-error",
    "auth.system-user",
    "code.unhandled-exception",
  ],
  alternatives: [],
  questions: (slots, context) =>
    slots.port === undefined || slots.port === "5432" ? [ask(context, "connections", "database connections")] : [],
  weigh: (check, _slots, environment) =>
    weighByOutcome(
      check,
      {
        connections: {
          confirmed: [-1.5, "full connection slots can be what the app waited for, rather than the network"],
          refuted: [0.5, "the server had room and the wait was on the way to it or in the app"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    slots.phase === "read"
      ? `${slotOr(slots, "host", "The dependency")} accepted the connection and did not answer within the app's limit.`
      : `The connection to ${slotOr(slots, "host", "the dependency")} got no answer within the app's limit, as where a firewall or route drops it or the address is wrong.`,
  systemic: [
    {
      question: "Why did nothing answer?",
      candidates: [
        "The revision's network path (VPC egress, connector, firewall) does not reach that address.",
        "The dependency was slower than the limit that the caller sets.",
      ],
    },
    {
      question: "Why did one slow dependency fail whole requests?",
      candidates: ["No time budget is divided along the chain of calls."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Use the fallback for this dependency, or shed the calls",
      detail: () =>
        "Serve without the dependency where the feature allows it; open the circuit so that requests fail at once instead of waiting.",
    },
    {
      kind: "fix",
      title: (slots) =>
        slots.phase === "read" ? "Make the answer faster, or the limit fit it" : "Open the path to the dependency",
      detail: (slots) =>
        `From the same network: nc -vz -w 5 ${shellWord(slotOr(slots, "host", "HOST"))} ${slotOr(slots, "port", "PORT")}. Look at the firewall rules and at the revision's VPC egress: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the failing route answer in its usual time",
      detail: () => "Call the route that failed and expect 2xx well below the limit.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Give each call a deadline below its request's",
      detail: () =>
        "Set connect and read limits per dependency so that their sum with retries stays below the request timeout, and alert on the share of timed out calls.",
    },
  ],
};
