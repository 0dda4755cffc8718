import type { MigrationReport, MigrationState } from "../../shared/migrations.ts";
import { list, plural } from "../../shared/words.ts";
import { TOOLS } from "./tools/index.ts";

/** Lines of one kind that are shown; the rest is counted. */
const MAX_LINES = 20;

/** The report for a person: what there is, what is wrong, where the database stands and what to do. Ends with a newline. */
export function migrationText(report: MigrationReport): string {
  const title = TOOLS.find(({ tool }) => tool === report.tool)?.title ?? report.tool;
  const { revisions, heads, branchPoints, mergePoints } = report;
  const shape = [
    `${plural(heads.length, "head")}${heads.length === 0 ? "" : ` (${list(heads, 5)})`}`,
    ...(branchPoints.length > 0 ? [plural(branchPoints.length, "branch point")] : []),
    ...(mergePoints.length > 0 ? [plural(mergePoints.length, "merge point")] : []),
  ];
  const lines = [
    `${title}: ${plural(revisions.length, "revision")}, ${list(shape)}.`,
    ...section(
      plural(report.problems.length, "problem"),
      report.problems.map(({ kind, message }) => `${kind}: ${message}`),
    ),
    ...stateLines(report),
    ...section(
      `${plural(report.pending.length, "revision")} still to run, in this order`,
      report.pending.map((id) => pendingLine(report, id)),
    ),
    ...section(
      `${plural(report.unread.length, "line")} that could not be read whole`,
      report.unread.map(({ revision, line, reason }) => `${fileOf(report, revision)}:${line}: ${reason}`),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, items: string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_LINES ? [`  … and ${plural(items.length - MAX_LINES, "more", "more")}`] : [];
  return ["", `${title}:`, ...items.slice(0, MAX_LINES).map((item) => `  ${item}`), ...more];
}

function stateLines({ live }: MigrationReport): string[] {
  if (live === null) return [];
  return ["", `The database is ${STATES[live.state].words}: ${live.reason}.`, `  ${STATES[live.state].advice}`];
}

/** What a state is called, and what a person does about it. */
const STATES = {
  empty: { words: "empty", advice: "Run the migrations from the beginning." },
  unstamped: {
    words: "not under the migrations' control",
    advice: "Find out how its tables came to be before anything is run; compare the schemas (plumbline check schema).",
  },
  "at-head": { words: "at the head", advice: "Nothing is left to run." },
  behind: { words: "behind", advice: "Run the migration job; if a deployment is under way, wait for it to end." },
  ahead: {
    words: "ahead of this directory",
    advice: "Normal while a newer release rolls out; otherwise this directory is an older version.",
  },
  "unknown-revision": {
    words: "at a revision that this directory does not have",
    advice: "Deploy the version that has it, or restore its file. Do not stamp over it.",
  },
  "multiple-heads": {
    words: "before a fork",
    advice: "Join the heads with a merge revision, then run the migration job.",
  },
  "stamped-but-missing": {
    words: "stamped, and tables are missing",
    advice: "Create only what is missing, from the text of the revisions named above.",
  },
  unknown: { words: "at an unknown place", advice: "Mend the reason and look again." },
} as const satisfies Record<MigrationState, { words: string; advice: string }>;

/** `3f2a (versions/3f2a_orders.py): creates orders; adds customers.locale` */
function pendingLine(report: MigrationReport, id: string): string {
  const tables = report.tables
    .filter(({ revision }) => revision === id)
    .map(({ op, table, to }) => `${DEEDS[op]} ${table}${to === null ? "" : ` to ${to}`}`);
  const columns = report.columns
    .filter(({ revision }) => revision === id)
    .map(({ op, table, column }) => `${DEEDS[op]} ${table}.${column}`);
  const deeds = [...tables, ...columns];
  return `${id} (${fileOf(report, id)})${deeds.length === 0 ? "" : `: ${list(deeds, 5)}`}`;
}

const DEEDS = { create: "creates", drop: "drops", rename: "renames", add: "adds" } as const;

function fileOf(report: MigrationReport, id: string): string {
  return report.revisions.find(({ revision }) => revision === id)?.file ?? id;
}
