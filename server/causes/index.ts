import type { Cause } from "../../shared/cause.ts";
import type { FamilyId } from "../../shared/families.ts";

// boot, config, network, auth, dependency, code, echo
import { poolClassMismatch } from "./config-pool-class-mismatch.ts";

// capacity, database, schema, data

/** Every failure family that Plumbline knows, one file each. To add one: its file, its import, its line. */
export const CAUSES: readonly Cause[] = [
  // boot, config, network, auth, dependency, code, echo
  poolClassMismatch,
  // capacity, database, schema, data
];

const BY_ID: ReadonlyMap<string, Cause> = new Map(CAUSES.map((cause) => [cause.id, cause]));

/** The cause file of a family. Throws where a family has none, which a test rules out. */
export function causeOf(id: FamilyId): Cause {
  const cause = BY_ID.get(id);
  if (cause === undefined)
    throw new Error(`No file in server/causes/ describes ${id}: add one and list it in index.ts.`);
  return cause;
}
