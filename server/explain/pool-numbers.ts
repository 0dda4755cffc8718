import type { ServiceConfig } from "../../shared/config.ts";
import type { FailureCase } from "./context.ts";

/** Texts in which a pool says how large it is. Pools without overflow say 0. */
const SIZES: readonly { text: RegExp; overflow?: string }[] = [
  { text: /QueuePool limit of size (?<size>\d{1,6}) overflow (?<overflow>\d{1,6}) reached/ },
  { text: /Connection is not available, request timed out after \d{1,9}ms\.? \(total=(?<size>\d{1,6})/, overflow: "0" },
  { text: /either raise '?Max ?Pool ?Size'? \(currently (?<size>\d{1,6})\)/, overflow: "0" },
  { text: /Current connection pool timeout: \d{1,6}, connection limit: (?<size>\d{1,6})/, overflow: "0" },
  { text: /none available\[size:(?<size>\d{1,6})/, overflow: "0" },
];

/**
 * What is known of a service's connections, as the parameters of a budget question: `size`, `overflow`, `workers`, `instances`, and
 * for each `…From` where the number comes from. The configuration goes before the log's words.
 */
export function poolNumbers({ members }: FailureCase, service: ServiceConfig | undefined): Record<string, string> {
  const { size, overflow, workers, maxInstances } = service?.pool ?? {};
  const texts = members.flatMap(({ group }) => group.samples.map(({ text }) => text));
  const numbers = numbersIn(texts);
  const add = (key: string, value: number | undefined, from: string) => {
    if (value === undefined) return;
    numbers[key] = String(value);
    numbers[`${key}From`] = from;
  };
  add("size", size, "services[].pool.size");
  add("overflow", overflow, "services[].pool.overflow");
  add("workers", workers, "services[].pool.workers");
  add("instances", maxInstances, "services[].pool.maxInstances");
  return numbers;
}

function numbersIn(texts: readonly string[]): Record<string, string> {
  for (const { text: pattern, overflow } of SIZES) {
    for (const text of texts) {
      const groups = pattern.exec(text)?.groups;
      if (groups?.size === undefined) continue;
      const from = "the log's own words";
      const beyond = groups.overflow ?? overflow;
      return {
        size: groups.size,
        sizeFrom: from,
        ...(beyond === undefined ? {} : { overflow: beyond, overflowFrom: from }),
      };
    }
  }
  return {};
}

const IN_DATABASE_LOG = /\buser=(?<role>[\w.@-]{1,63}) /;

/**
 * The role that a service connects to its database as: what is configured, else what its errors or the database's own log about
 * them name; undefined where nothing does.
 */
export function roleOfService({ members }: FailureCase, service: ServiceConfig | undefined): string | undefined {
  if (service?.databaseRole !== undefined) return service.databaseRole;
  const named = members.map(({ group }) => group.signature.slots.role).find((role) => role !== undefined);
  if (named !== undefined) return named;
  return members
    .flatMap(({ group }) => group.samples)
    .filter(({ entry }) => entry.logId.startsWith("cloudsql.googleapis.com/"))
    .map(({ text }) => IN_DATABASE_LOG.exec(text)?.groups?.role)
    .find((role) => role !== undefined);
}
