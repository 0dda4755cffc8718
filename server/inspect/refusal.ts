import type { Question } from "../../shared/check.ts";
import type { Facts } from "../../shared/facts.ts";
import type { ConnectionFault } from "../lib/connection-fault.ts";
import { parameter } from "./database/look.ts";

/**
 * Facts that lie in the server's refusal of our own connection: a database that is not there, a role that may not log
 * in, no slot left. Undefined where the refusal says nothing about the question.
 */
export function factsFromRefusal(question: Question, fault: ConnectionFault): Record<string, unknown> | undefined {
  const text = fault.serverText ?? "";
  if (question.kind === "database" && fault.kind === "no-database") return missingDatabase(question, text);
  if (question.kind === "role" && fault.kind === "not-permitted") return refusedRole(question, text);
  if (question.kind === "connections" && fault.kind === "too-many-connections") return noSlot(text);
  return undefined;
}

function missingDatabase(question: Question, text: string): Facts<"database"> | undefined {
  const name = /database "(.*)" does not exist/.exec(text)?.[1];
  if (name !== (parameter(question, "database", "name") ?? question.target)) return undefined;
  return { exists: false, allowsConnections: null, connectionLimit: null, nearNames: [] };
}

function refusedRole(question: Question, text: string): Facts<"role"> | undefined {
  const [, name, what] = /role "(.*)" (does not exist|is not permitted to log in)/.exec(text) ?? [];
  if (name === undefined || name !== (parameter(question, "role", "user", "name") ?? question.target)) return undefined;
  const unseen = { expired: null, validUntil: null, connectionLimit: null, connections: null };
  return what === "does not exist"
    ? { exists: false, canLogin: null, ...unseen }
    : { exists: true, canLogin: false, ...unseen };
}

function noSlot(text: string): Facts<"connections"> {
  return {
    used: null,
    max: null,
    reserved: null,
    byApplication: [],
    idleInTransaction: null,
    active: null,
    role: "",
    roleLimit: null,
    roleConnections: null,
    database: "",
    databaseLimit: null,
    databaseConnections: null,
    refusal: text,
  };
}
