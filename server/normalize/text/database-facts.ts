import type { ExceptionLink } from "../../../shared/events.ts";
import { link } from "../exceptions/frames.ts";

/** SQLSTATE by exception class, `Error` at the end left out: psycopg's and asyncpg's names. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATE_OF_CLASS = {
  ConnectionDoesNotExist: "08003",
  ConnectionFailure: "08006",
  FeatureNotSupported: "0A000",
  InvalidCachedStatement: "0A000",
  StringDataRightTruncation: "22001",
  NumericValueOutOfRange: "22003",
  InvalidTextRepresentation: "22P02",
  DivisionByZero: "22012",
  NotNullViolation: "23502",
  ForeignKeyViolation: "23503",
  UniqueViolation: "23505",
  CheckViolation: "23514",
  ExclusionViolation: "23P01",
  ReadOnlySQLTransaction: "25006",
  ReadOnlySqlTransaction: "25006",
  InFailedSQLTransaction: "25P02",
  InFailedSqlTransaction: "25P02",
  IdleInTransactionSessionTimeout: "25P03",
  InvalidSQLStatementName: "26000",
  InvalidSqlStatementName: "26000",
  InvalidAuthorizationSpecification: "28000",
  InvalidPassword: "28P01",
  InvalidCatalogName: "3D000",
  InvalidSchemaName: "3F000",
  Serialization: "40001",
  SerializationFailure: "40001",
  DeadlockDetected: "40P01",
  InsufficientPrivilege: "42501",
  PostgresSyntax: "42601",
  DuplicateColumn: "42701",
  UndefinedColumn: "42703",
  UndefinedObject: "42704",
  DuplicateObject: "42710",
  DatatypeMismatch: "42804",
  UndefinedFunction: "42883",
  UndefinedTable: "42P01",
  DuplicatePreparedStatement: "42P05",
  DuplicateTable: "42P07",
  DiskFull: "53100",
  TooManyConnections: "53300",
  LockNotAvailable: "55P03",
  QueryCanceled: "57014",
  AdminShutdown: "57P01",
  CrashShutdown: "57P02",
  CannotConnectNow: "57P03",
} as const satisfies Record<string, string>;

const BY_CLASS = new Map<string, string>(Object.entries(SQLSTATE_OF_CLASS));
const KNOWN_STATES = new Set<string>(Object.values(SQLSTATE_OF_CLASS));
const STATE = /^(?:0[0-9A-Z]|2[0-8BDF]|3[4689BDF]|4[024]|5[34578]|F0|HV|P0|XX)[0-9A-Z]{3}$/;
const STATED = /\b(?:SQLSTATE|SQLState|sqlState|sqlstate|pgcode)\W{0,4}([0-9A-Z]{5})\b|\bcode: ?['"]([0-9A-Z]{5})['"]/;
const IN_BRACKETS = /\(([0-9A-Z]{5})\)/;
/** SQLAlchemy's wrapping: `(asyncpg.exceptions.X) <class 'asyncpg.exceptions.Y'>: message`. */
const WRAPPED =
  /\(((?:psycopg2?|asyncpg|sqlalchemy\.dialects|pymysql|sqlite3|pg8000|MySQLdb|mysql|builtins|cx_Oracle|oracledb)\b[\w.]{0,150})\) (?:<class '([\w.]{1,150})'>: )?/;
const STATEMENT = /\[SQL: ([\s\S]{1,8000}?)\](?=\s*(?:$|\n\[parameters|\n\(Background))/;
const PARAMETERS = "[parameters: ";
const KNEX = /^((?:select|insert|update|delete|with|create|alter|drop) [\s\S]{1,4000}) - (?=[a-z][^-]{5,})/;
const MAX_STATEMENT_CHARACTERS = 4000;

export type DatabaseFacts = { sqlstate?: string; statement?: string; helpCode?: string };

/** SQLSTATE, failing SQL and SQLAlchemy's code, as far as the text, the exception classes and a `code` field say. */
export function databaseFacts(text: string, links: readonly ExceptionLink[], code: string | undefined): DatabaseFacts {
  const facts: DatabaseFacts = {};
  const stated = STATED.exec(text);
  const bracketed = IN_BRACKETS.exec(text)?.[1];
  const sqlstate =
    [code, stated?.[1], stated?.[2]].find((state) => state !== undefined && STATE.test(state)) ??
    links.map((item) => stateOfClass(item.type)).find((state) => state !== undefined) ??
    (bracketed !== undefined && KNOWN_STATES.has(bracketed) ? bracketed : undefined);
  if (sqlstate !== undefined) facts.sqlstate = sqlstate;
  const statement = STATEMENT.exec(text)?.[1] ?? KNEX.exec(links[0]?.message ?? "")?.[1];
  if (statement !== undefined) facts.statement = statement.trim().slice(0, MAX_STATEMENT_CHARACTERS);
  const helpCode = /sqlalche\.me\/e\/\d{1,3}\/(\w{2,8})/.exec(text)?.[1];
  if (helpCode !== undefined) facts.helpCode = helpCode;
  return facts;
}

/** Whether what `databaseFacts` and `withoutParameters` look for may begin in whole lines of a text; else they need not see them. */
export function mayTellFacts(lines: string): boolean {
  return TELLS.test(lines) || STATED.test(lines) || IN_BRACKETS.test(lines);
}

const TELLS = /SQLSTATE|SQLState|sqlState|sqlstate|pgcode|code: ?['"]|\[SQL: |\[parameters: |sqlalche\.me\/e\//;

function stateOfClass(type: string): string | undefined {
  const name = type.slice(type.lastIndexOf(".") + 1);
  return BY_CLASS.get(name) ?? BY_CLASS.get(name.replace(/Error$/, ""));
}

/** The text without the values that were bound to the failing statement: they are a stranger's data. */
export function withoutParameters(text: string): string {
  let start = text.indexOf(PARAMETERS);
  if (start < 0) return text;
  const kept: string[] = [];
  let from = 0;
  while (start >= 0) {
    kept.push(text.slice(from, start), "[parameters left out]");
    const close = text.indexOf("]\n", start);
    from = close < 0 ? text.length : close + 1;
    start = text.indexOf(PARAMETERS, from);
  }
  return kept.join("") + text.slice(from);
}

/**
 * The chain with the driver's exception in front where SQLAlchemy (or a log message) only quotes it, and each message without
 * `[SQL: …]`, parameters and the link to the documentation.
 */
export function withDriverException(links: readonly ExceptionLink[], text: string): ExceptionLink[] {
  const quoted =
    links.length === 0
      ? quotedIn(text.slice(0, 4000))
      : links.map((item) => quotedIn(item.message)).find((item) => item !== undefined);
  const bare = links.map((item) => ({ ...item, message: bareMessage(item.message) }));
  if (quoted === undefined || bare.some((item) => item.type === quoted.type)) return bare;
  return [quoted, ...bare];
}

function quotedIn(message: string): ExceptionLink | undefined {
  const wrapped = WRAPPED.exec(message);
  if (wrapped === null) return undefined;
  return link(wrapped[2] ?? wrapped[1] ?? "", bareMessage(message.slice(wrapped.index + wrapped[0].length)), []);
}

function bareMessage(message: string): string {
  const end = message.search(/\n?\[SQL: |\n\[parameters|\s*\(Background on this error at/);
  return (end < 0 ? message : message.slice(0, end)).replace(KNEX, "").trim();
}
