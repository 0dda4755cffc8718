import { expect, test } from "vitest";
import { connectionFault } from "../../server/lib/connection-fault.ts";

const WHERE = { host: "db.internal", port: 5432, user: "app", database: "orders", password: "hush-hush" };

function error(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

test.each([
  ["ECONNREFUSED", "connect ECONNREFUSED", "refused", "nothing listens at db.internal:5432 (connection refused)"],
  ["ENOTFOUND", "getaddrinfo ENOTFOUND", "dns", "the host name of db.internal:5432 does not resolve (DNS)"],
  ["EAI_AGAIN", "getaddrinfo EAI_AGAIN", "dns", "the host name of db.internal:5432 does not resolve (DNS)"],
  [undefined, "timeout expired", "timeout", "db.internal:5432 did not answer within 4 s (timeout)"],
  ["ETIMEDOUT", "connect ETIMEDOUT", "timeout", "db.internal:5432 did not answer within 4 s (timeout)"],
  ["EHOSTUNREACH", "no route", "network", "the connection to db.internal:5432 broke: no route"],
  [
    undefined,
    "Connection terminated unexpectedly",
    "network",
    "the connection to db.internal:5432 broke: Connection terminated unexpectedly",
  ],
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "self-signed certificate",
    "tls",
    "TLS with db.internal:5432 failed: self-signed certificate",
  ],
  [
    undefined,
    "The server does not support SSL connections",
    "tls",
    "TLS with db.internal:5432 failed: The server does not support SSL connections",
  ],
  [
    "28P01",
    'password authentication failed for user "app"',
    "password",
    'the server refused the password of user "app"; PostgreSQL says the same where the role does not exist',
  ],
  [
    undefined,
    "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    "password",
    "the server asks for a password and the configured address holds none",
  ],
  [
    "28000",
    'no pg_hba.conf entry for host "10.0.0.1"',
    "not-permitted",
    'the server does not let this user in: no pg_hba.conf entry for host "10.0.0.1"',
  ],
  ["3D000", 'database "orders" does not exist', "no-database", 'database "orders" does not exist on this server'],
  [
    "53300",
    "sorry, too many clients already",
    "too-many-connections",
    "the server has no connection to spare: sorry, too many clients already",
  ],
  [
    "57P03",
    "the database system is starting up",
    "not-ready",
    "the server is not ready: the database system is starting up",
  ],
  [
    "42501",
    'permission denied for database "orders"',
    "not-permitted",
    'the role may not connect to this database: permission denied for database "orders"',
  ],
  ["08P01", "unsupported startup parameter: options", "startup-option", "unsupported startup parameter: options"],
  [
    undefined,
    "strange: postgres://app:hush-hush@db/x and hush-hush",
    "other",
    "the database could not be reached: strange: postgres://… and …",
  ],
])("%s %s", (code, message, kind, reason) => {
  expect(connectionFault(error(message, code), WHERE, 4000)).toMatchObject({ kind, reason });
});

test("of several addresses that failed the first one speaks", () => {
  const both = new AggregateError([error("connect ECONNREFUSED ::1", "ECONNREFUSED"), error("x", "ECONNREFUSED")]);
  expect(connectionFault(both, WHERE, 4000).kind).toBe("refused");
});

test("without a client there is still a sentence", () => {
  expect(connectionFault(error("Invalid URL"), undefined, 4000).reason).toBe(
    "the database could not be reached: Invalid URL",
  );
});
