import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked } from "./words.ts";

export const role = defineCheck({
  id: "role",
  title: "Role can log in",
  why: "Looks for a role in pg_roles: whether it exists, may log in, has expired, and has connections left. To the client PostgreSQL reports a missing role and an expired password as a wrong password (28P01), so ask this before rotating a secret. Whether the password itself is right can't be seen.",
  suspicion: (question) => `role ${asked(question, "role", "user", "name")} can't log in to ${question.environment}`,
  read: factsOf.role,
  judgeFacts: (facts, question) => {
    const name = `Role ${asked(question, "role", "user", "name")}`;
    const fault = faultOf(facts);
    if (fault !== undefined) return confirmed(`${name} of ${question.environment} can't log in: ${fault}.`, fault);
    const limit =
      facts.connectionLimit === null
        ? "no limit of its own"
        : `${facts.connections ?? 0} of ${facts.connectionLimit} connections`;
    return refuted(
      `${name} exists in ${question.environment}, may log in, and has ${limit}.`,
      "pg_roles lets it log in",
    );
  },
});

function faultOf(facts: Facts<"role">): string | undefined {
  const { exists, canLogin, expired, validUntil, connectionLimit, connections } = facts;
  if (!exists) return "the role does not exist";
  if (canLogin === false) return "it is NOLOGIN";
  if (expired === true) return `its password expired at ${validUntil ?? "a time unknown"}`;
  if (connectionLimit !== null && connections !== null && connections >= connectionLimit) {
    return `all ${connectionLimit} connections that it may have are taken`;
  }
  return undefined;
}
