import { z } from "zod";
import { FAMILIES } from "./families.ts";

/**
 * The section `grouping` of `plumbline.yaml`: rules that put errors into groups of a user's own, the first that matches wins.
 * Patterns are of RE2, which takes time in proportion to the text: https://github.com/google/re2/wiki/Syntax
 */

const MAX_RULES = 200;
const MAX_PATTERN_LENGTH = 500;
const MAX_PARTS = 10;

const name = z.string().min(1, "expected a name; * stands for any characters").max(300);

const matchSchema = z
  .strictObject({
    /** A pattern that is looked for in the message, in its first 4,096 characters. `(?P<name>…)` keeps a part for the fingerprint. */
    message: z.string().min(1, "expected a pattern").max(MAX_PATTERN_LENGTH).optional(),
    /** Names, in which * stands for any characters. `exception` is the type of one in the chain, with or without its module. */
    service: name.optional(),
    environment: name.optional(),
    exception: name.optional(),
    /** The masked path of the request: /api/users/:id. */
    route: name.optional(),
    /** The failure as Plumbline recognised it. */
    family: z.enum(FAMILIES).optional(),
  })
  .refine(
    (match) => Object.keys(match).length > 0,
    "expected at least one of message, service, exception, route, family",
  );

const ruleSchema = z.strictObject({
  match: matchSchema,
  /** Entries are one group whose fingerprint is the same. `{{ name }}` is filled in, `{{ default }}` by Plumbline's own. */
  fingerprint: z
    .array(z.string().min(1, "expected a text").max(200))
    .min(1, "expected at least one text")
    .max(MAX_PARTS),
  /** How the group is called; filled in likewise. Default: as Plumbline calls it. */
  title: z.string().min(1).max(160).optional(),
});

export const groupingSchema = z
  .strictObject({ rules: z.array(ruleSchema).max(MAX_RULES, `expected at most ${MAX_RULES} rules`).default([]) })
  .prefault({});

export type GroupingConfig = z.infer<typeof groupingSchema>;
export type GroupingRule = GroupingConfig["rules"][number];
