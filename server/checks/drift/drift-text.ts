import type { DriftItem } from "../../../shared/drift.ts";
import { meaningOf } from "./meaning.ts";

/** Names of the two sides as the text shows them: `orders on db1:5432`. */
export type SideNames = { from: string; to: string };

/** Most members of a missing table that are named; the rest is counted. */
const MAX_NAMED = 8;

/**
 * Drift as a list for people: a count, then the differences by schema. What belongs to a table that is missing or extra
 * as a whole stands in one line beneath it; owners, comments come last within their schema.
 */
export function driftText(items: DriftItem[], sides: SideNames): string {
  if (items.length === 0) return `No drift: ${sides.to} has the same schema as ${sides.from}.\n`;
  const lines = [countLine(items), `  from: ${sides.from}`, `  to:   ${sides.to}`];
  for (const [schema, group] of bySchema(items)) {
    lines.push("", schema === "" ? "outside any schema" : `schema ${schema}`);
    const whole = wholes(group);
    const [members, others] = partition(group, (item) => whole.has(wholeKey(item)));
    for (const item of [...others].sort(lesserLast)) {
      lines.push(...itemLines(item), ...memberLines(members.filter((member) => belongsTo(member, item))));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** `3 differences: 1 missing, 2 different.` with what the words mean. */
function countLine(items: DriftItem[]): string {
  const words = [
    counted(items, "missing", "missing (in from, not in to)"),
    counted(items, "extra", "extra (in to, not in from)"),
    counted(items, "different", "different"),
  ].filter((word) => word !== "");
  return `${items.length} ${items.length === 1 ? "difference" : "differences"}: ${words.join(", ")}.`;
}

function counted(items: DriftItem[], change: DriftItem["change"], words: string): string {
  const count = items.filter((item) => item.change === change).length;
  return count === 0 ? "" : `${count} ${words}`;
}

function bySchema(items: DriftItem[]): Map<string, DriftItem[]> {
  return Map.groupBy(items, (item) => item.schema ?? "");
}

const WHOLE_KINDS = new Set(["table", "foreign table", "view", "materialized view", "domain"]);

/** Keys of the tables that are missing or extra as a whole. */
function wholes(items: DriftItem[]): Set<string> {
  const tables = items.filter((item) => WHOLE_KINDS.has(item.kind) && item.change !== "different");
  return new Set(tables.map((item) => `${item.change}\0${item.object}`));
}

/** The key its table would have; what stands alone has one that no table has. */
function wholeKey(item: DriftItem): string {
  const dot = item.object.indexOf(".");
  return dot < 0 || WHOLE_KINDS.has(item.kind) ? "" : `${item.change}\0${item.object.slice(0, dot)}`;
}

function belongsTo(member: DriftItem, item: DriftItem): boolean {
  return WHOLE_KINDS.has(item.kind) && wholeKey(member) === `${item.change}\0${item.object}`;
}

function partition<T>(list: T[], test: (value: T) => boolean): [T[], T[]] {
  return [list.filter(test), list.filter((value) => !test(value))];
}

const LESSER = new Set(["comment", "owner"]);

function lesserLast(a: DriftItem, b: DriftItem): number {
  return Number(LESSER.has(a.kind)) - Number(LESSER.has(b.kind));
}

function itemLines(item: DriftItem): string[] {
  const head = `  ${item.change.padEnd(9)} ${item.kind} ${item.object}: ${meaningOf(item)}`;
  if (item.change !== "different") return [head, `            ${printable(item.from ?? item.to ?? "")}`];
  return [head, `            from ${printable(item.from ?? "")}`, `            to   ${printable(item.to ?? "")}`];
}

function memberLines(members: DriftItem[]): string[] {
  if (members.length === 0) return [];
  const named = members
    .slice(0, MAX_NAMED)
    .map((item) => `${item.kind} ${item.object.slice(item.object.indexOf(".") + 1)}`);
  const more = members.length > MAX_NAMED ? ` and ${members.length - MAX_NAMED} more` : "";
  return [`            with ${printable(named.join(", "))}${more}`];
}

/** One line without control characters: names and comments come from the database and must not move the cursor. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");
}
