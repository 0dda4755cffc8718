import type { Redact } from "./redact.ts";

/** How many secrets of each kind were replaced. */
export type RedactionCounts = Map<string, number>;

/**
 * The value with every text in it redacted, keys of objects left alone; the value itself where nothing was found. Adds to
 * `counts` what was replaced. `skip` names keys whose texts are ids of ours and of the platform.
 */
export function redactDeep<T>(value: T, redact: Redact, counts: RedactionCounts, skip?: ReadonlySet<string>): T;
export function redactDeep(
  value: unknown,
  redact: Redact,
  counts: RedactionCounts,
  skip: ReadonlySet<string> = NO_KEYS,
): unknown {
  if (typeof value === "string") return redactText(value, redact, counts);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return redactList(value, redact, counts, skip);
  let changed: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    if (skip.has(key) || (typeof member !== "string" && typeof member !== "object")) continue;
    const clean: unknown = redactDeep(member, redact, counts, skip);
    if (clean === member) continue;
    changed ??= { ...value };
    changed[key] = clean;
  }
  return changed ?? value;
}

const NO_KEYS: ReadonlySet<string> = new Set();

function redactText(text: string, redact: Redact, counts: RedactionCounts): string {
  const redacted = redact(text);
  if (redacted.text === text) return text;
  for (const [kind, count] of Object.entries(redacted.counts)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return redacted.text;
}

function redactList(
  list: readonly unknown[],
  redact: Redact,
  counts: RedactionCounts,
  skip: ReadonlySet<string>,
): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (const [i, member] of list.entries()) {
    const clean: unknown = redactDeep(member, redact, counts, skip);
    if (clean === member) continue;
    changed ??= [...list];
    changed[i] = clean;
  }
  return changed ?? list;
}
