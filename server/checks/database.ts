import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked, hint } from "./words.ts";

export const database = defineCheck({
  id: "database",
  title: "Database exists",
  why: "Looks for a database in pg_database of the server, or takes the server's own word when it refuses a connection to it (3D000). An address that names another database than the migrations created is the usual reason.",
  suspicion: (question) => `database ${asked(question, "database", "name")} is missing in ${question.environment}`,
  read: factsOf.database,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const name = `Database ${asked(question, "database", "name")}`;
    const { environment } = question;
    if (!facts.exists) {
      return confirmed(
        `${name} does not exist on the server of ${environment}.${hint(facts.nearNames)}`,
        "the server has no database of this name",
      );
    }
    if (facts.allowsConnections === false || facts.connectionLimit === 0) {
      return confirmed(
        `${name} of ${environment} exists, but takes no connections.`,
        "pg_database forbids connections",
      );
    }
    return refuted(`${name} exists on the server of ${environment} and takes connections.`, "pg_database lists it");
  },
});
