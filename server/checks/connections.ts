import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen } from "./define.ts";
import { list } from "./words.ts";

/** From here on slots count as used up. */
const FULL_SHARE = 0.9;

export const connections = defineCheck({
  id: "connections",
  title: "Connection slots are left",
  why: "Counts client connections by application, user and state against max_connections less the reserved slots, and against the limits of the role and the database: the three run out with three different texts (53300). It shows the moment of the look; a peak may be over. A server that refuses even this look for lack of slots confirms it.",
  suspicion: (question) => `the connection slots of ${question.environment} are used up`,
  read: factsOf.connections,
  judgeFacts: (facts, question) => {
    const where = question.environment;
    if (facts.refusal !== null) {
      return confirmed(
        `The server of ${where} has no connection slot left; it refused this look: ${facts.refusal}.`,
        facts.refusal,
      );
    }
    if (facts.used === null || facts.max === null) {
      return unseen(`the connection slots of ${where} are used up`, "the server did not say how many there are");
    }
    const full = budgetsOf(facts).find(({ used, limit }) => used >= limit * FULL_SHARE);
    if (full !== undefined) {
      return confirmed(
        `${full.used} of the ${full.limit} connections of ${full.name} in ${where} are taken, most by ${takers(facts)}.`,
        `${full.used} of ${full.limit}`,
      );
    }
    return refuted(
      `${facts.used} of ${facts.max} connections of ${where} are taken at the time of the look (${facts.reserved ?? 0} are reserved).`,
      `${facts.used} of ${facts.max}`,
    );
  },
});

type Budget = { name: string; used: number; limit: number };

function budgetsOf(facts: Facts<"connections">): Budget[] {
  const server = [{ name: "the server", used: facts.used, limit: (facts.max ?? 0) - (facts.reserved ?? 0) }];
  const role = [{ name: `role ${facts.role}`, used: facts.roleConnections, limit: facts.roleLimit }];
  const database = [
    { name: `database ${facts.database}`, used: facts.databaseConnections, limit: facts.databaseLimit },
  ];
  return [...role, ...database, ...server].flatMap(({ name, used, limit }) =>
    used === null || limit === null ? [] : [{ name, used, limit }],
  );
}

function takers(facts: Facts<"connections">): string {
  return list(
    facts.byApplication.map(({ application, user, state, count }) => `${application} as ${user} (${count} ${state})`),
    3,
  );
}
