import type { FamilyCase } from "./family-case.ts";
import { RUNNING_CASES } from "./running-cases.ts";
import { START_CASES } from "./start-cases.ts";

/** One failure of each family as its service's logs show it, with nothing live to ask. */
export const FAMILY_CASES: readonly FamilyCase[] = [...START_CASES, ...RUNNING_CASES];
