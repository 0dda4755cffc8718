import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen } from "./define.ts";
import { list } from "./words.ts";

/** From here on slots count as used up. */
const FULL_SHARE = 0.9;
/** The application_name of our own sessions. */
const LOOKING = "plumbline";

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
        `${full.used} of the ${full.limit + full.reserved} connections of ${full.name} in ${where} are taken${full.reserved > 0 ? ` (${full.reserved} are reserved)` : ""}${takers(facts, full)}.`,
        `${full.used} of ${full.limit + full.reserved}${full.reserved > 0 ? `, ${full.reserved} of them reserved` : ""}`,
      );
    }
    return refuted(
      `${facts.used} of ${facts.max} connections of ${where} are taken at the time of the look (${facts.reserved ?? 0} are reserved).`,
      `${facts.used} of ${facts.max}`,
    );
  },
});

/** `limit` is what the app may take; `reserved` comes on top of it. `role` where the budget is one role's. */
type Budget = { name: string; used: number; limit: number; reserved: number; role?: string };

function budgetsOf(facts: Facts<"connections">): Budget[] {
  const { max, used, role, database } = facts;
  const reserved = facts.reserved ?? 0;
  const server = [{ name: "the server", used, limit: (max ?? 0) - reserved, reserved }];
  const ofRole = [{ name: `role ${role}`, used: facts.roleConnections, limit: facts.roleLimit, reserved: 0, role }];
  const ofDatabase = [
    { name: `database ${database}`, used: facts.databaseConnections, limit: facts.databaseLimit, reserved: 0 },
  ];
  return [...ofRole, ...ofDatabase, ...server].flatMap((budget) =>
    budget.used === null || budget.limit === null ? [] : [{ ...budget, used: budget.used, limit: budget.limit }],
  );
}

/** Who holds most of them; the sessions of this look are left out. */
function takers({ byApplication }: Facts<"connections">, { role }: Budget): string {
  const others = byApplication.filter(
    ({ application, user }) => application !== LOOKING && (role === undefined || user === role),
  );
  if (others.length === 0) return "";
  const names = others.map(
    ({ application, user, state, count }) => `${nameOf(application)} as ${user} (${count} ${state})`,
  );
  return `, most by ${list(names, 3)}`;
}

/** Clients that give no application_name. */
function nameOf(application: string): string {
  return application === "unnamed" ? "an unnamed application" : application;
}
