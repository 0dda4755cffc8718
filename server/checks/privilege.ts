import type { Question } from "../../shared/check.ts";
import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen } from "./define.ts";

export const privilege = defineCheck({
  id: "privilege",
  title: "Privilege is granted",
  why: "Asks PostgreSQL whether a role has a privilege on an object, groups and PUBLIC included. It answers for the service's role where logs or configuration (services[].databaseRole) name it, else for the role that looks. A superuser has every privilege, which says nothing of the service: then the answer is unknown. A table also needs USAGE on its schema.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.privilege,
  judgeFacts: (facts, question) => {
    if (!facts.roleExists) return unseen(suspicionOf(question), `role ${facts.role} does not exist`);
    if (!facts.objectExists || facts.has === null)
      return unseen(suspicionOf(question), `${facts.object} does not exist`);
    if (facts.isSuperuser === true && question.params.role === undefined) {
      return unseen(
        suspicionOf(question),
        `Plumbline looks as the superuser ${facts.role}, to whom everything is granted; name the service's role under services[].databaseRole`,
      );
    }
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
