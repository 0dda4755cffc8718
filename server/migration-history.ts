import type { Check, Question } from "../shared/check.ts";
import { type Facts, factsOf } from "../shared/facts.ts";
import type { MigrationReport, TableHistory, TableOperation } from "../shared/migrations.ts";
import { list } from "../shared/words.ts";
import { appliedRevisions } from "./migrations/read-migrations.ts";
import { tableHistory } from "./migrations/table-history.ts";

const MOST_NAMES = 3;

/**
 * The check of a missing relation or column with what the environment's migrations say about it: a sentence at the end of
 * `statement`, and `detail.history`. What is there but cannot be used, and a column that no revision adds, stay as they are.
 * `migrations` is what the environment's version table said; undefined where it is not known.
 */
export function withTableHistory(
  check: Check,
  question: Question,
  report: MigrationReport,
  migrations: Facts<"migrations"> | undefined,
): Check {
  const told = historyOf(check, question, report, appliedRows(report, migrations));
  if (told === undefined) return check;
  const { history, sentence } = told;
  return { ...check, statement: `${check.statement} ${sentence}`, detail: { ...check.detail, history } };
}

/**
 * The rows of the version table where they tell what is applied; null where they do not: another tool's rows, a number
 * that hides which migrations ran before the one that failed, a revision that the directory does not know.
 */
export function appliedRows(report: MigrationReport, migrations: Facts<"migrations"> | undefined): string[] | null {
  if (migrations === undefined) return null;
  const { tool, rows, failed } = migrations;
  if (tool !== null && tool !== report.tool) return null;
  if (rows.length === 0) return report.tool === "golang-migrate" && failed.length > 0 ? null : [];
  const isKnown = (row: string) => appliedRevisions(report, [row]).length > 0;
  return report.tool !== "alembic" || rows.every(isKnown) ? rows : null;
}

type Told = { history: TableHistory; sentence: string };

function historyOf(check: Check, { params, target }: Question, report: MigrationReport, rows: string[] | null) {
  if (check.outcome !== "confirmed") return undefined;
  if (check.kind === "relation") {
    const isAbsent = factsOf.relation(check.detail)?.schemas.length === 0;
    return isAbsent ? ofTable(report, params.relation ?? params.table ?? params.name ?? target, rows) : undefined;
  }
  const facts = check.kind === "column" ? factsOf.column(check.detail) : undefined;
  const table = params.relation ?? params.table;
  if (facts === undefined || facts.columnExists || table === undefined || params.column === undefined) return undefined;
  return facts.relationExists === true ? ofColumn(report, table, params.column, rows) : undefined;
}

function ofTable(report: MigrationReport, table: string, rows: string[] | null): Told {
  const history = tableHistory(report, table, rows);
  return { history, sentence: sentenceOf(history, "create") };
}

/** Only what is sure: that no revision adds a column cannot be said where its table was renamed or written by hand. */
function ofColumn(report: MigrationReport, table: string, column: string, rows: string[] | null): Told | undefined {
  const history = tableHistory({ ...report, tables: columnsAsTables(report, table), unread: [] }, column, rows);
  return history.createdIn.length === 0 ? undefined : { history, sentence: sentenceOf(history, "add") };
}

/** What happens to the columns of a table, each told as if it were a table, in the order in which revisions run. */
function columnsAsTables({ tables, columns, revisions }: MigrationReport, table: string): TableOperation[] {
  const place = new Map(revisions.map(({ revision }, i) => [revision, i]));
  const isOwn = (one: { table: string; schema: string | null }) => namesTable(table, one);
  const made = tables.filter((one) => one.op === "create" && isOwn(one));
  const first = made.flatMap((one) => one.columns.map((column) => ({ ...one, schema: null, table: column })));
  const later = columns.filter(isOwn).map(
    ({ op, column, to, revision, line, isConditional }): TableOperation => ({
      ...{ op: op === "add" ? "create" : op, table: column, to, revision, line, isConditional },
      ...{ schema: null, toSchema: null, columns: [] },
    }),
  );
  return [...first, ...later].sort(
    (a, b) => (place.get(a.revision) ?? 0) - (place.get(b.revision) ?? 0) || a.line - b.line,
  );
}

/** Whether `billing.invoices` or `invoices` is this table; a schema that is not said may be any. */
function namesTable(name: string, { table, schema }: { table: string; schema: string | null }): boolean {
  const plain = name.replaceAll('"', "");
  return plain === table || plain === `${schema}.${table}` || (schema === null && plain.endsWith(`.${table}`));
}

function sentenceOf(history: TableHistory, verb: "create" | "add"): string {
  const { createdIn, isApplied, pendingIn, droppedIn, renamedTo, isNeverCreated, unreadMightCreate } = history;
  if (renamedTo?.isApplied === true) return `Revision ${renamedTo.revision} renamed it to ${fullName(renamedTo)}.`;
  if (droppedIn?.isApplied === true) return `Revision ${droppedIn.revision} dropped it.`;
  if (isNeverCreated) return "No revision creates a table of this name.";
  if (createdIn.length === 0) {
    return `It may be created in ${list(unreadMightCreate, MOST_NAMES)}, which could not be read whole.`;
  }
  if (isApplied === null) return `${doing(createdIn, verb)}; which revisions are applied is not known.`;
  if (pendingIn.length > 0) return `${doing(pendingIn, verb)} and ${areOrIs(pendingIn)} not applied.`;
  return `${doing(createdIn, verb)} and ${areOrIs(createdIn)} applied: it was dropped since, or never made.`;
}

function fullName({ table, schema }: { table: string; schema: string | null }): string {
  return schema === null ? table : `${schema}.${table}`;
}

/** `Revision a creates it`, `Revisions a and b create it`. */
function doing(revisions: string[], verb: string): string {
  const isOne = revisions.length === 1;
  return `Revision${isOne ? "" : "s"} ${list(revisions, MOST_NAMES)} ${verb}${isOne ? "s" : ""} it`;
}

function areOrIs(revisions: string[]): string {
  return revisions.length === 1 ? "is" : "are";
}
