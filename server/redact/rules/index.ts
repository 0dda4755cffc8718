import type { Rule } from "../rule.ts";
import { addressRules } from "./addresses.ts";
import { assignmentRules } from "./assignments.ts";
import { headerRules } from "./headers.ts";
import { keyRules } from "./keys.ts";
import { numberRules } from "./numbers.ts";
import { personalRules } from "./personal.ts";
import { vendorTokenRules } from "./vendor-tokens.ts";

/** The most particular first: where two find the same, the first names it. */
export const RULES: readonly Rule[] = [
  ...keyRules,
  ...vendorTokenRules,
  ...headerRules,
  ...addressRules,
  ...assignmentRules,
  ...numberRules,
  ...personalRules,
];
