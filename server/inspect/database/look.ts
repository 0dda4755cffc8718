import type { QueryResultRow } from "pg";
import type { Question } from "../../../shared/check.ts";
import type { EnvironmentConfig } from "../../../shared/config.ts";
import type { Facts, factsOf } from "../../../shared/facts.ts";
import type { Snapshot } from "../../lib/target-database.ts";

/** What a question kind uses to look into a database: statements run in the snapshot, and are remembered for `how`. */
export type Reader = Pick<Snapshot, "currentDatabase" | "role" | "searchPath" | "namedSearchPath"> & {
  /** The rows of a statement. `$1` … are `parameters`. */
  rows: <R extends QueryResultRow>(sql: string, parameters?: Parameter[]) => Promise<R[]>;
};

export type Parameter = string | number | boolean | null | (string | null)[] | number[];

/** Looks for the facts of one question. Throws `CannotSee` where the question can't be answered here. */
export type Look<K extends keyof typeof factsOf> = (
  reader: Reader,
  question: Question,
  environment: EnvironmentConfig,
) => Promise<Facts<K>>;

/** Why a question has no answer; its message becomes the observation's reason. */
export class CannotSee extends Error {
  override readonly name = "CannotSee";
}

/** The first of the question's parameters that is set, else its target. */
export function nameAsked(question: Question, ...keys: string[]): string {
  return parameter(question, ...keys) ?? question.target;
}

/** The first of these parameters that is set. */
export function parameter(question: Question, ...keys: string[]): string | undefined {
  return keys.map((key) => question.params[key]).find((value) => value !== undefined && value !== "");
}

/** A reader over a snapshot that writes each statement with its parameters into `statements`. */
export function readerOver(snapshot: Snapshot, statements: string[]): Reader {
  return {
    currentDatabase: snapshot.currentDatabase,
    role: snapshot.role,
    searchPath: snapshot.searchPath,
    namedSearchPath: snapshot.namedSearchPath,
    async rows<R extends QueryResultRow>(sql: string, parameters: Parameter[] = []) {
      statements.push(asText(sql, parameters));
      return (await snapshot.client.query<R>(sql, parameters)).rows;
    },
  };
}

function asText(sql: string, parameters: Parameter[]): string {
  const text = sql
    .split("\n")
    .map((line) => line.replace(/^ {4}/, ""))
    .join("\n")
    .trim();
  const values = parameters.map((value, index) => `-- $${index + 1} = ${JSON.stringify(value)}`);
  return [text, ...values].join("\n");
}
