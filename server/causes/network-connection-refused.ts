import type { Cause } from "../../shared/cause.ts";
import { ask, shellWord, slotOr, weighByOutcome } from "./words.ts";

/** The host answered, and nothing listens there, or what listened ended the connection. */
export const connectionRefused: Cause = {
  id: "network.connection-refused",
  title: "Connection refused or reset",
  why: "The packet arrived and was turned away: nothing listens on that port (refused), or the peer died or closed while talking (reset). Name resolution and routing work; look at the process on the other side and at host and port.",
  sources: ["libuv:include/uv.h", "urllib3:src/urllib3/exceptions.py", "postgres:src/interfaces/libpq/fe-connect.c"],
  signs: [
    {
      text: /connect ECONNREFUSED \[?(?<host>[\w.:-]{1,253}?)\]?:(?<port>\d{1,5})(?![\d:])/,
      weight: 4,
      slots: { reason: "refused" },
      example: "Error: connect ECONNREFUSED 10.0.0.3:5432",
    },
    {
      text: /connection to server at "(?<host>[^"\n]{1,253})"(?: \([^)\n]{1,60}\))?, port (?<port>\d{1,5}) failed: (?:could not connect to server: )?Connection refused/,
      weight: 4,
      slots: { reason: "refused" },
      example:
        'psycopg2.OperationalError: connection to server at "127.0.0.1", port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?',
    },
    {
      text: /host='(?<host>[^'\n]{1,253})', port=(?<port>\d{1,5})\): Max retries exceeded with url: [^\n]{1,500}\[Errno 111\] Connection refused/,
      weight: 4,
      slots: { reason: "refused" },
      example:
        "HTTPSConnectionPool(host='billing.internal', port=443): Max retries exceeded with url: /v1/charge/91 (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f2>: Failed to establish a new connection: [Errno 111] Connection refused'))",
    },
    {
      text: /dial tcp \[?(?<host>[\w.:-]{1,253}?)\]?:(?<port>\d{1,5}): (?:connect: )?connection refused/,
      weight: 4,
      slots: { reason: "refused" },
      example: "dial tcp 10.0.0.3:5432: connect: connection refused",
    },
    {
      text: /Connect call failed \('(?<host>[^'\n]{1,253})', (?<port>\d{1,5})/,
      weight: 4,
      slots: { reason: "refused" },
      example: "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 5432)",
    },
    {
      text: /(?:Error|\[Errno) 111\]? connecting to (?<host>[\w.-]{1,253}):(?<port>\d{1,5})/,
      weight: 4,
      slots: { reason: "refused" },
      example: "redis.exceptions.ConnectionError: Error 111 connecting to redis.internal:6379. Connection refused.",
    },
    {
      text: /Can't reach database server at `(?<host>[\w.:-]{1,253}?)`?:`?(?<port>\d{1,5})`/,
      slots: { reason: "unreachable" },
      weight: 3,
      example: "Can't reach database server at `10.0.0.5:5432`",
    },
    {
      text: /Connection to (?<host>[\w.-]{1,253}):(?<port>\d{1,5}) refused/,
      weight: 4,
      slots: { reason: "refused" },
      example:
        "org.postgresql.util.PSQLException: Connection to db.internal:5432 refused. Check that the hostname and port are correct",
    },
    {
      text: /ECONNREFUSED|\[Errno 111\]|[Cc]onnection refused|ConnectionRefusedError/,
      weight: 3,
      slots: { reason: "refused" },
      example: "urllib.error.URLError: <urlopen error [Errno 111] Connection refused>",
    },
    {
      text: /ECONNRESET|\[Errno 104\]|[Cc]onnection reset by peer|socket hang up|Connection aborted\./,
      weight: 2,
      slots: { reason: "reset" },
      example: "Error: read ECONNRESET",
    },
    {
      exception: /(?:^|\.)(?:ConnectionRefusedError|ConnectException)$/,
      weight: 3,
      slots: { reason: "refused" },
      example: "ConnectionRefusedError: [Errno 61]",
    },
    {
      exception: /(?:^|\.)ConnectionResetError$/,
      weight: 2,
      slots: { reason: "reset" },
      example: "ConnectionResetError: [Errno 54]",
    },
  ],
  headline: (slots) =>
    slots.reason === "reset"
      ? `A connection to ${place(slots)} was reset by the other side`
      : `${place(slots)} ${slots.reason === "unreachable" ? "can't be reached" : "refuses connections"}`,
  component: (slots) => `connection to ${place(slots)}`,
  echoes: [
    "boot.container-not-listening",
    "network.timeout",
    "dependency.redis-clients",
    "dependency.upstream-error",
    "database.connection-lost",
    "auth.system-user",
    "code.unhandled-exception",
  ],
  alternatives: [],
  questions: (slots, context) =>
    isDatabase(slots)
      ? [ask(context, "restart", "database server"), ask(context, "connections", "database connections")]
      : [],
  weigh: (check, _slots, environment) =>
    weighByOutcome(
      check,
      {
        restart: {
          confirmed: [-1, "the refusals can come from the restart alone"],
          refuted: [0.5, "no restart explains the refusals"],
        },
        connections: { confirmed: [-0.5, "full slots can also turn connections away"] },
      },
      environment,
    ),
  mechanism: (slots) =>
    slots.reason === "reset"
      ? `The other side of the connection to ${place(slots)} ended it while the app was using it.`
      : slots.reason === "unreachable"
        ? `The client gave up on ${place(slots)} and does not say how: nothing listens there, or nothing lets it through.`
        : `The connection to ${place(slots)} reached a host on which nothing listens at that port, so it was turned away at once.`,
  systemic: [
    {
      question: "Why did nothing listen there?",
      candidates: [
        "The host or port in this environment's settings is not the dependency's.",
        "The dependency was stopped, restarting, or still starting.",
      ],
    },
    {
      question: "Why did the service take traffic without it?",
      candidates: ["Readiness of the service does not include its dependencies."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: (slots) => `Start what should listen at ${place(slots)}`,
      detail: () => "Look at its last lines before it ended; restart it, or point the service at a healthy address.",
    },
    {
      kind: "fix",
      title: () => "Make host and port agree with what listens",
      detail: (slots) =>
        `From the same network: nc -vz ${shellWord(slotOr(slots, "host", "HOST"))} ${slotOr(slots, "port", "PORT")}. An address of 127.0.0.1 or localhost inside Cloud Run means this very container: use the dependency's own address.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the failing route answer",
      detail: () => "Call the route that failed and expect 2xx; no refusal may appear again.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Ask dependencies in the readiness probe, and retry with back-off",
      detail: () =>
        "Let the start-up probe open one connection to each dependency; retry idempotent calls with growing, jittered delays.",
    },
  ],
};

function place(slots: Record<string, string>): string {
  if (slots.host === undefined) return "the dependency";
  return slots.port === undefined ? slots.host : `${slots.host}:${slots.port}`;
}

/** PostgreSQL's own port, or PgBouncer's. */
function isDatabase(slots: Record<string, string>): boolean {
  return slots.port === undefined || slots.port === "5432" || slots.port === "6432";
}
