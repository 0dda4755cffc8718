import type { Cause } from "../../shared/cause.ts";
import { DESCRIBE_SERVICE, slotOr, TRAFFIC_BACK } from "./words.ts";

/** A database address that cannot be read, or that names a dialect nobody has installed. */
export const databaseUrlInvalid: Cause = {
  id: "config.database-url-invalid",
  title: "Database address cannot be read",
  why: "The address is malformed, empty, or names a scheme that the library does not know. No connection was tried. Passwords with characters such as @ / : # that were not percent-encoded are the usual reason.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/engine/url.py",
    "asyncpg:asyncpg/connect_utils.py",
    "postgres:src/interfaces/libpq/fe-connect.c",
    "prisma:libs/user-facing-errors",
  ],
  signs: [
    {
      text: /Could not parse (?:SQLAlchemy|rfc1738) URL from (?:string|given URL)/,
      weight: 4,
      slots: { problem: "not an address" },
      example: "sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from string ''",
    },
    {
      text: /Can't load plugin: sqlalchemy\.dialects:(?<scheme>[\w.+]{1,60})/,
      weight: 4,
      slots: { problem: "unknown dialect" },
      example: "sqlalchemy.exc.NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres",
    },
    {
      text: /invalid DSN: scheme is expected to be either "postgresql" or "postgres", got '?(?<scheme>[\w.+-]{0,60})/,
      weight: 4,
      slots: { problem: "unknown scheme" },
      example: `asyncpg.exceptions._base.ClientConfigurationError: invalid DSN: scheme is expected to be either "postgresql" or "postgres", got 'postgresql+asyncpg'`,
    },
    {
      text: /missing "=" after "[^\n]{0,200}" in connection info string|invalid URI query parameter|invalid connection option "|invalid dsn: /,
      weight: 4,
      slots: { problem: "malformed" },
      example: 'psycopg2.ProgrammingError: invalid dsn: missing "=" after "postgres" in connection info string',
    },
    {
      text: /invalid (?:integer value|port number):? "[^"\n]{0,60}"(?: for connection option "port")?/,
      weight: 3,
      slots: { problem: "invalid port" },
      example: 'psycopg2.OperationalError: invalid integer value "abc" for connection option "port"',
    },
    {
      text: /the URL must start with the protocol `(?:postgresql|mysql|file|mongo)/,
      weight: 4,
      slots: { problem: "unknown scheme" },
      example:
        "error: Error validating datasource `db`: the URL must start with the protocol `postgresql://` or `postgres://`.",
    },
    {
      text: /Format of the initialization string does not conform to specification/,
      weight: 4,
      example:
        "System.ArgumentException: Format of the initialization string does not conform to specification starting at index 0.",
    },
    {
      text: /No suitable driver found for jdbc:(?<scheme>\w{1,40})|claims to not accept jdbcUrl/,
      weight: 4,
      slots: { problem: "unknown scheme" },
      example: "java.sql.SQLException: No suitable driver found for jdbc:postgres://db/app",
    },
    {
      text: /cannot parse `[^`\n]{0,300}`: failed to parse as (?:DSN|URL|keyword\/value)/,
      weight: 4,
      slots: { problem: "malformed" },
      example: "cannot parse `postgres://app:xxxxx@db/%zz`: failed to parse as URL",
    },
    {
      text: /input: '(?<scheme>postgres|postgresql|mysql|redis)(?:\+\w{1,30})?:\/\//,
      weight: 3,
      slots: { problem: "malformed" },
      example: "TypeError: Invalid URL\n  code: 'ERR_INVALID_URL',\n  input: 'postgres://app:xx#x@db/app'",
    },
  ],
  headline: (slots) =>
    `The database address cannot be read: ${slotOr(slots, "problem", "malformed")}${slots.scheme === undefined ? "" : ` (${slots.scheme})`}`,
  component: () => "database address configuration",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The library could not read the database address (${slotOr(slots, "problem", "malformed")}), so no connection was tried and no query ran.`,
  systemic: [
    {
      question: "Why is the address of this environment not readable?",
      candidates: [
        "The address is put together from parts without percent-encoding them.",
        "The secret that holds the address is written by hand per environment.",
      ],
    },
    {
      question: "Why did the service start with an address that it cannot read?",
      candidates: ["Settings are not validated at start, before the revision takes traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that could connect",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Write an address that the library can read",
      detail: () =>
        `postgresql+DRIVER://USER:PASSWORD@HOST:5432/DATABASE, with USER and PASSWORD percent-encoded (python -c "import urllib.parse,getpass; print(urllib.parse.quote_plus(getpass.getpass()))"). See which secret and version the revision mounts: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See a database route answer",
      detail: () => "Call one route that reads the database and expect 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Parse the address at start and in CI",
      detail: () =>
        "Build the address with the library's own builder (sqlalchemy.URL.create), and refuse to start where parsing fails, naming the variable and never its value.",
    },
  ],
};
