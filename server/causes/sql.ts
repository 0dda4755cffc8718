import type { Slots } from "../../shared/group.ts";
import { sqlText } from "./words.ts";

/** One identifier for suggested SQL, always quoted, so that reserved words, capitals and spaces are right as well. */
export function sqlIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""').replaceAll("\0", "")}"`;
}

/** The relation of an occurrence for suggested SQL: `"billing"."invoices"`; `otherwise` where the text named none. */
export function sqlRelation(slots: Slots, otherwise = "TABLE_NAME"): string {
  return relationParts(slots).map(sqlIdentifier).join(".") || otherwise;
}

/** The last part of the relation's name as an SQL text: `'invoices'`. */
export function sqlRelationText(slots: Slots, otherwise = "TABLE_NAME"): string {
  return sqlText(relationParts(slots).at(-1) ?? otherwise);
}

/** Schema and name where the text gives both, the name alone otherwise. A dot outside quotes separates them. */
export function relationParts(slots: Slots): string[] {
  const parts = splitName(slots.relation ?? "");
  return slots.schema === undefined || parts.length > 1 ? parts : [slots.schema, ...parts];
}

/** An identifier from a slot, or the placeholder, which stays unquoted so that it is seen as one. */
export function sqlSlot(slots: Slots, name: string, placeholder: string): string {
  const value = slots[name];
  return value === undefined || value === "" ? placeholder : sqlIdentifier(value);
}

function splitName(name: string): string[] {
  const parts = name.match(/(?<=^|\.)(?:"(?:[^"]|"")*"(?=\.|$)|[^.]+)/g) ?? [];
  return parts.map((part) => (/^".*"$/s.test(part) ? part.slice(1, -1).replaceAll('""', '"') : part));
}
