import { z } from "zod";
import { incidentGroupSchema } from "./incident.ts";

/** The shapes of why entries are one group, and of people's joins and splits. Times are RFC 3339 in UTC with milliseconds. */

const differenceSchema = z.object({ a: z.string(), b: z.string() });

/** One of the groups that are shown as one; `rule` null for the one whose id it has. */
export const groupPartSchema = z.object({
  id: z.string(),
  title: z.string(),
  template: z.string(),
  /** Entries in the range, and all that are counted. */
  count: z.number().int(),
  total: z.number().int(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  /** `words`: the texts are one statement in which words vary; `person`: somebody said so. */
  rule: z.enum(["words", "person"]).nullable(),
  /** What it was joined to, and where their texts differ: `a` there, `b` here. */
  parentId: z.string().nullable(),
  differences: z.array(differenceSchema),
  who: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.string().nullable(),
});
export type GroupPartView = z.infer<typeof groupPartSchema>;

/** A join or a split, and who took it back. */
export const joinEventSchema = z.object({
  id: z.string(),
  kind: z.enum(["join", "split"]),
  rule: z.enum(["words", "person"]),
  memberId: z.string(),
  memberTitle: z.string().nullable(),
  keptId: z.string(),
  who: z.string(),
  reason: z.string().nullable(),
  at: z.string(),
  undone: z.object({ who: z.string(), reason: z.string().nullable(), at: z.string() }).nullable(),
});
export type JoinEventView = z.infer<typeof joinEventSchema>;

/** GET /groups/:id/explain?from=&to= */
export const groupExplanationSchema = z.object({
  groupId: z.string(),
  title: z.string(),
  kind: incidentGroupSchema.shape.kind,
  /** What decided: a rule of plumbline.yaml, a known failure with its names, method, route and status of a request, or the text. */
  decidedBy: z.enum(["rule", "family", "request", "text"]),
  statement: z.string(),
  family: z.string().nullable(),
  /** What the failure, the request or the exception names: another value is another group. */
  slots: z.record(z.string(), z.string()),
  template: z.string(),
  /** What was masked: how often in the first entry, and what stood there in the kept ones. */
  masks: z.array(
    z.object({
      rule: z.string(),
      mask: z.string(),
      why: z.string(),
      count: z.number().int(),
      examples: z.array(z.string()),
    }),
  ),
  /** The user's rule that made the group; `today` is its place in plumbline.yaml now, null where none makes this group any more. */
  rule: z
    .object({ number: z.number().int(), fingerprint: z.array(z.string()), today: z.number().int().nullable() })
    .nullable(),
  /** The group that today's rules and configuration give the newest kept entry; this one where nothing changed. */
  newestGoesTo: z.string().nullable(),
  parts: z.array(groupPartSchema),
  history: z.array(joinEventSchema),
});
export type GroupExplanation = z.infer<typeof groupExplanationSchema>;

/** GET /groups/explain?a=&b=: each the id of a group, or a text as an entry holds it. */
export const comparisonQuerySchema = z.object({
  a: z.string().min(1, "expected the id of a group, or a text").max(16_384),
  b: z.string().min(1, "expected the id of a group, or a text").max(16_384),
});

const sideSchema = z.object({
  /** The group in which it is shown; null for a text. */
  groupId: z.string().nullable(),
  title: z.string(),
  family: z.string().nullable(),
  slots: z.record(z.string(), z.string()),
  template: z.string(),
});

export const comparisonResponseSchema = z.object({
  isSame: z.boolean(),
  statement: z.string(),
  /** Where they differ: what stands in each, and what that means. */
  reasons: z.array(z.object({ a: z.string(), b: z.string(), why: z.string() })),
  a: sideSchema,
  b: sideSchema,
});
export type ComparisonResponse = z.infer<typeof comparisonResponseSchema>;

const reason = z.string().trim().min(1, "expected a reason, so that others know why").max(500);
const groupId = z.string().trim().min(1, "expected the id of a group").max(100);

/** POST /groups/:id/join: shows `group` in this one. */
export const joinRequestSchema = z.strictObject({ group: groupId, reason });
export type JoinRequest = z.infer<typeof joinRequestSchema>;

/** POST /groups/:id/split: takes `member` out of this one. */
export const splitGroupRequestSchema = z.strictObject({ member: groupId, reason });
export type SplitGroupRequest = z.infer<typeof splitGroupRequestSchema>;

/** POST /groups/:id/undo: takes a join or a split back, by its id in the history. */
export const undoJoinRequestSchema = z.strictObject({
  event: z.string().regex(/^\d{1,18}$/, "expected an id of the history"),
  reason,
});
export type UndoJoinRequest = z.infer<typeof undoJoinRequestSchema>;

/** What these answer: the group in which the entries are shown now. */
export const joinResponseSchema = z.object({ groupId: z.string() });
