import type { QuestionContext, Weighing } from "../../shared/cause.ts";
import type { Check, Question } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import { MIGRATION_STATES, type MigrationState } from "../../shared/migrations.ts";
import { ask, askBoth, refutes, so, supports } from "./words.ts";

/** Log-odds (negative refutes, 0 is neutral) and what follows from the sight, without a full stop. */
export type Rule = readonly [weight: number, consequence: string];
export type Rules<Seen extends string> = { own?: Partial<Record<Seen, Rule>>; other?: Partial<Record<Seen, Rule>> };

/** How a relation looks to the role that asked. `hidden` exists, but a privilege is missing. */
export type RelationSeen = "visible" | "hidden" | "elsewhere" | "near-name" | "absent";
export type ColumnSeen = "present" | "near-name" | "absent" | "relation-absent";

/** The rule for what a check saw, `own` in the incident's environment and `other` in the one it is compared with. */
export function weighSeen<Seen extends string>(
  check: Check,
  seen: Seen | undefined,
  rules: Rules<Seen>,
  environment: string | undefined,
): Weighing | undefined {
  if (seen === undefined) return undefined;
  const rule = (isOwn(check, environment) ? rules.own : rules.other)?.[seen];
  return rule === undefined ? undefined : weighing(check, rule);
}

/** A rule applied: what was seen and what follows from it, in one sentence. */
export function weighing(check: Check, [weight, consequence]: Rule): Weighing {
  const statement = so(check, consequence);
  if (weight === 0) return { effect: "neutral", weight: 0, statement };
  return weight > 0 ? supports(weight, statement) : refutes(weight, statement);
}

/** Whether a check ran in the incident's own environment; without a name every check counts as its own. */
export function isOwn(check: Check, environment: string | undefined): boolean {
  return environment === undefined || check.environment === environment;
}

/** What people call the relation of an occurrence: `billing.invoices`; undefined where the text named none. */
export function relationTarget(slots: Slots): string | undefined {
  if (slots.relation === undefined || slots.relation === "") return undefined;
  return slots.schema === undefined ? slots.relation : `${slots.schema}.${slots.relation}`;
}

/** The relation of an occurrence within a sentence: `relation "orders"`, or words for one that the text did not name. */
export function relationWords(slots: Slots): string {
  const target = relationTarget(slots);
  return target === undefined ? "the relation that the statement names" : `relation "${target}"`;
}

/** The column of an occurrence within a sentence. */
export function columnWords(slots: Slots): string {
  const target = columnTarget(slots);
  return target === undefined ? "the column that the statement names" : `column "${target}"`;
}

/** A sentence's beginning: the first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What people call the column of an occurrence: `users.locale`; undefined where the text named none. */
export function columnTarget(slots: Slots): string | undefined {
  if (slots.column === undefined || slots.column === "") return undefined;
  const relation = relationTarget(slots);
  return relation === undefined ? slots.column : `${relation}.${slots.column}`;
}

/** What a relation check about the occurrence's own relation saw; undefined for other checks and for unknown. */
export function relationSeen(check: Check, slots: Slots): RelationSeen | undefined {
  if (check.kind !== "relation" || check.outcome === "unknown" || check.target !== relationTarget(slots)) {
    return undefined;
  }
  if (check.outcome === "refuted") return "visible";
  const schemas = wordsIn(check, "schemas");
  if (schemas.length > 0 && flagIn(check, "schemaUsage") === false) return "hidden";
  if (flagIn(check, "inSearchPath") === true && flagIn(check, "canSelect") === false) return "hidden";
  if (schemas.length > 0) return "elsewhere";
  return wordsIn(check, "nearNames").length > 0 ? "near-name" : "absent";
}

/** What a column check about the occurrence's own column saw; undefined for other checks and for unknown. */
export function columnSeen(check: Check, slots: Slots): ColumnSeen | undefined {
  if (check.kind !== "column" || check.outcome === "unknown" || check.target !== columnTarget(slots)) return undefined;
  if (flagIn(check, "columnExists") === true || check.outcome === "refuted") return "present";
  if (flagIn(check, "relationExists") === false) return "relation-absent";
  return wordsIn(check, "nearNames").length > 0 ? "near-name" : "absent";
}

/** A migration state, or `differs`: other rows than the reference's, with no way to tell which is the older. */
export type MigrationSeen = Exclude<MigrationState, "unknown"> | "differs";

/** The migration state that a check found; undefined for other checks and where it could not be seen. */
export function migrationSeen(check: Check): MigrationSeen | undefined {
  if (check.kind !== "migrations" || check.outcome === "unknown") return undefined;
  const state = MIGRATION_STATES.find((each) => each === check.detail.state);
  if (state === undefined || state === "unknown") return check.outcome === "confirmed" ? "differs" : undefined;
  // A migration that stopped half-way is recorded, and yet not applied.
  return check.outcome === "confirmed" && (state === "at-head" || state === "ahead") ? "behind" : state;
}

/** The question about an environment's version table, the same whoever asks. */
export function migrationQuestions(context: QuestionContext): Question[] {
  return askBoth(context, "migrations", "applied migrations");
}

/** The question how the schemas differ; none where there is nothing to compare with. */
export function driftQuestions({ environment, reference, ...context }: QuestionContext): Question[] {
  if (reference === undefined) return [];
  return [ask({ environment, ...context }, "drift", `${environment} against ${reference}`, { reference })];
}

/** A number of a check's detail, or the length where it holds a list; undefined where it holds neither. */
export function numberIn(check: Check, name: string): number | undefined {
  const value = check.detail[name];
  if (Array.isArray(value)) return value.length;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The strings of a list in a check's detail; empty where there is none. */
export function wordsIn(check: Check, name: string): string[] {
  const value = check.detail[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** A yes or no of a check's detail; undefined where it was not seen. */
export function flagIn(check: Check, name: string): boolean | undefined {
  const value = check.detail[name];
  return typeof value === "boolean" ? value : undefined;
}

/** What a constraint check says of rows that the constraint refuses; `refusing` says which rows those are, as a clause. */
export function weighConstraint(
  check: Check,
  slots: Slots,
  environment: string | undefined,
  refusing: string,
): Weighing | undefined {
  if (check.kind !== "constraint" || check.outcome === "unknown" || check.target !== slots.constraint) return undefined;
  const isMissing = check.outcome === "confirmed";
  if (isOwn(check, environment)) {
    return weighing(check, isMissing ? [-1, "it can't be what refuses rows here now"] : [0.5, refusing]);
  }
  return isMissing ? weighing(check, [1, "only this environment refuses such rows"]) : undefined;
}
