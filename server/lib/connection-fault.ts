import { SECOND } from "../../shared/time.ts";
import { messageOf } from "./errors.ts";

/** Why a database could not be reached, by class. */
export type FaultKind =
  | "refused"
  | "dns"
  | "timeout"
  | "network"
  | "tls"
  | "password"
  | "not-permitted"
  | "no-database"
  | "too-many-connections"
  | "not-ready"
  | "startup-option"
  | "other";

/** `reason` is in plain words and holds neither the address nor the password; `serverText` is what PostgreSQL said. */
export type ConnectionFault = { kind: FaultKind; reason: string; serverText?: string };

type Where = {
  host?: string | undefined;
  port?: number | undefined;
  user?: string | undefined;
  database?: string | undefined;
  password?: unknown;
};

/** The fault behind an error of connecting to PostgreSQL. */
export function connectionFault(error: unknown, given: Where | undefined, budgetMs: number): ConnectionFault {
  const where = given ?? {};
  const inner = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  const code = codeOf(inner);
  const text = withoutPassword(messageOf(inner), where.password);
  const place = where.host === undefined ? "the database server" : `${where.host}:${where.port ?? 5432}`;
  const fromServer = SERVER_FAULTS.find(([sqlstate]) => code.startsWith(sqlstate));
  if (/unsupported startup parameter/i.test(text)) return { kind: "startup-option", reason: text, serverText: text };
  if (fromServer !== undefined) return { kind: fromServer[1], reason: fromServer[2](where, text), serverText: text };
  const kind = NETWORK_FAULTS[code] ?? kindOfText(code, text);
  return { kind, reason: sentence(kind, place, text, budgetMs) };
}

/** What the server answers to a start-up, by the start of its SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SERVER_FAULTS: [sqlstate: string, kind: FaultKind, words: (where: Where, text: string) => string][] = [
  [
    "28P01",
    "password",
    ({ user }) =>
      `the server refused the password of user "${user ?? ""}"; PostgreSQL says the same where the role does not exist`,
  ],
  ["28", "not-permitted", (_where, text) => `the server does not let this user in: ${text}`],
  ["3D000", "no-database", ({ database }) => `database "${database ?? ""}" does not exist on this server`],
  ["53300", "too-many-connections", (_where, text) => `the server has no connection to spare: ${text}`],
  ["57P03", "not-ready", (_where, text) => `the server is not ready: ${text}`],
  ["42501", "not-permitted", (_where, text) => `the role may not connect to this database: ${text}`],
  ["0A000", "startup-option", (_where, text) => text],
];

/** Codes of the operating system, the resolver and OpenSSL, as Node spells them. */
const NETWORK_FAULTS: Record<string, FaultKind> = {
  ECONNREFUSED: "refused",
  ENOENT: "refused",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_NODATA: "dns",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "network",
  ENETUNREACH: "network",
  ECONNRESET: "network",
  EPIPE: "network",
  EPROTO: "tls",
  CERT_HAS_EXPIRED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls",
};

function kindOfText(code: string, text: string): FaultKind {
  if (/timeout expired|connection timeout/i.test(text)) return "timeout";
  if (/SSL|TLS|certificate/i.test(text) || /^ERR_(SSL|TLS)/.test(code)) return "tls";
  if (/client password must be a string/.test(text)) return "password";
  if (/Connection terminated/.test(text)) return "network";
  return "other";
}

function sentence(kind: FaultKind, place: string, text: string, budgetMs: number): string {
  if (kind === "refused") return `nothing listens at ${place} (connection refused)`;
  if (kind === "dns") return `the host name of ${place} does not resolve (DNS)`;
  if (kind === "timeout") return `${place} did not answer within ${budgetMs / SECOND} s (timeout)`;
  if (kind === "tls") return `TLS with ${place} failed: ${text}`;
  if (kind === "password") return "the server asks for a password and the configured address holds none";
  if (kind === "network") return `the connection to ${place} broke: ${text}`;
  return `the database could not be reached: ${text}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function withoutPassword(text: string, password: unknown): string {
  const withoutAddress = text.replace(/postgres(ql)?:\/\/\S+/g, "postgres://…");
  return typeof password === "string" && password.length > 2
    ? withoutAddress.replaceAll(password, "…")
    : withoutAddress;
}
