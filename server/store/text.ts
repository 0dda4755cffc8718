import { hash } from "node:crypto";

/** 128 bits of `text` in the spelling of PostgreSQL's uuid type, which stores them in 16 bytes. */
export function hashOf(text: string): string {
  return hash("sha256", text, "hex").slice(0, 32);
}

/**
 * `text` as PostgreSQL can hold it in a text column: without NUL and without half surrogate pairs, both of which logs
 * contain. https://www.postgresql.org/docs/current/datatype-character.html
 */
export function storable(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text).toWellFormed();
}

/** The parts of `a,b` for a filter; null, which means any, for nothing. */
export function listOf(text: string | undefined): string[] | null {
  const parts = (text ?? "").replaceAll("\0", "").split(",");
  const named = parts.map((part) => part.trim()).filter((part) => part !== "");
  return named.length === 0 ? null : named;
}

/** The SQL that writes a column of type timestamptz as RFC 3339 in UTC with milliseconds. */
export function iso(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
