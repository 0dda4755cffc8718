import type { Question } from "../../shared/check.ts";
import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen } from "./define.ts";

export const privilege = defineCheck({
  id: "privilege",
  title: "Privilege is granted",
  why: "Asks PostgreSQL whether a role has a privilege on an object, groups and PUBLIC included. Without a role in the question it answers for the role that looks; that is the service's only where both use the same one. A table also needs USAGE on its schema.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.privilege,
  judgeFacts: (facts, question) => {
    if (!facts.roleExists) return unseen(suspicionOf(question), `role ${facts.role} does not exist`);
    if (!facts.objectExists || facts.has === null)
      return unseen(suspicionOf(question), `${facts.object} does not exist`);
    const about = `${facts.privilege} on ${facts.object} in ${question.environment}`;
    const owner = facts.owner === null ? "" : `, which ${facts.owner} owns`;
    if (!facts.has) return confirmed(`Role ${facts.role} has no ${about}${owner}.`, "PostgreSQL denies the privilege");
    if (facts.schemaUsage === false) {
      return confirmed(`Role ${facts.role} has ${about}, but no USAGE on its schema.`, "USAGE on the schema is denied");
    }
    return refuted(`Role ${facts.role} has ${about}.`, "PostgreSQL grants the privilege");
  },
});

function suspicionOf({ params, target, environment }: Question): string {
  return `${params.role === undefined ? "the role" : `role ${params.role}`} lacks ${target} in ${environment}`;
}
