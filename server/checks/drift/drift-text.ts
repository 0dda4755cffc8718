import type { DriftItem } from "../../../shared/drift.ts";
import { meaningOf } from "./meaning.ts";
import { tableOf } from "./object-table.ts";

/** Names of the two sides as the text shows them: `orders on db1:5432`. */
export type SideNames = { from: string; to: string };

/** Most members of a missing table, or objects of one owner, that are named; the rest is counted. */
const MAX_NAMED = 8;

/**
 * Drift as a list for people: a count, then the differences by schema. What belongs to a table that is missing or extra
 * as a whole stands in one line beneath it; comments and owners come last within their schema.
 */
export function driftText(items: DriftItem[], sides: SideNames): string {
  if (items.length === 0) return `No drift: ${sides.to} has the same schema as ${sides.from}.\n`;
  const lines = [countLine(items), `  from: ${sides.from}`, `  to:   ${sides.to}`];
  for (const [schema, group] of Map.groupBy(items, (item) => item.schema ?? "")) {
    lines.push("", schema === "" ? "outside any schema" : `schema ${printable(schema)}`, ...schemaLines(group));
  }
  return `${lines.join("\n")}\n`;
}

function schemaLines(items: DriftItem[]): string[] {
  const whole = new Set(items.filter(isWhole).map((item) => wholeKey(item.change, item.object)));
  const members = Map.groupBy(items, (item) => {
    const key = wholeKey(item.change, tableOf(item.object) ?? "");
    return whole.has(key) && !isWhole(item) ? key : "";
  });
  const others = members.get("") ?? [];
  const [owners, rest] = [
    others.filter((item) => item.kind === "owner"),
    others.filter((item) => item.kind !== "owner"),
  ];
  const lines = rest.sort(commentsLast).flatMap((item) => {
    const belonging = isWhole(item) ? (members.get(wholeKey(item.change, item.object)) ?? []) : [];
    return [...itemLines(item), ...memberLines(belonging)];
  });
  return [...lines, ...ownerLines(owners)];
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

const WHOLE_KINDS = new Set(["table", "foreign table", "view", "materialized view", "domain"]);

/** Whether it is a table or the like that one side has and the other has not. */
function isWhole(item: DriftItem): boolean {
  return WHOLE_KINDS.has(item.kind) && item.change !== "different";
}

function wholeKey(change: DriftItem["change"], object: string): string {
  return `${change}\0${object}`;
}

function commentsLast(a: DriftItem, b: DriftItem): number {
  return Number(a.kind === "comment") - Number(b.kind === "comment");
}

/** Owners, last and together: where one role stands for another, it mostly does so everywhere. */
function ownerLines(owners: DriftItem[]): string[] {
  const pairs = Map.groupBy(owners, (item) => `${item.from} in from, ${item.to} in to`);
  return [...pairs].flatMap(([pair, items]) => [
    `  different owner (${printable(pair)}): ${meaningOf({ kind: "owner", change: "different" })}`,
    `            ${namedList(items.map((item) => item.object))}`,
  ]);
}

function itemLines(item: DriftItem): string[] {
  const head = `  ${item.change.padEnd(9)} ${item.kind} ${printable(item.object)}: ${meaningOf(item)}`;
  if (item.change !== "different") return [head, `            ${printable(item.from ?? item.to ?? "")}`];
  return [head, `            from ${printable(item.from ?? "")}`, `            to   ${printable(item.to ?? "")}`];
}

function memberLines(members: DriftItem[]): string[] {
  if (members.length === 0) return [];
  const names = members.map((item) => `${item.kind} ${item.object.slice((tableOf(item.object)?.length ?? -1) + 1)}`);
  return [`            with ${namedList(names)}`];
}

function namedList(names: string[]): string {
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
  return `${printable(names.slice(0, MAX_NAMED).join(", "))}${more}`;
}

/** One line without control characters: names and comments come from the database and must not move the cursor. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");
}
