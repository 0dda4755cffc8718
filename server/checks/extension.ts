import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked } from "./words.ts";

export const extension = defineCheck({
  id: "extension",
  title: "Extension is installed",
  why: "Looks for an extension in pg_extension of this database. Extensions are installed per database, often by hand and outside the migrations, so a new environment lacks them.",
  suspicion: (question) =>
    `extension ${asked(question, "extension", "name")} is not installed in ${question.environment}`,
  read: factsOf.extension,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const name = `Extension ${asked(question, "extension", "name")}`;
    if (facts.installed) {
      const where = `version ${facts.version ?? "unknown"}, schema ${facts.schema ?? "unknown"}`;
      return refuted(`${name} is installed in ${question.environment}: ${where}.`, "pg_extension lists it");
    }
    const offer =
      facts.availableVersion === null
        ? "the server does not offer it"
        : `the server offers version ${facts.availableVersion}`;
    return confirmed(
      `${name} is not installed in ${question.environment}; ${offer}.`,
      `pg_extension does not list it; ${offer}`,
    );
  },
});
