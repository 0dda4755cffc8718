import type { Check, CheckKind, Observation, Question } from "../../shared/check.ts";
import { toIso } from "../../shared/time.ts";
import { budget } from "./budget.ts";
import { column } from "./column.ts";
import { connections } from "./connections.ts";
import { constraint } from "./constraint.ts";
import { database } from "./database.ts";
import { deadlocks } from "./deadlocks.ts";
import type { CheckDefinition } from "./define.ts";
import { drift } from "./drift-check.ts";
import { endpoint } from "./endpoint.ts";
import { extension } from "./extension.ts";
import { functionCheck } from "./function.ts";
import { index } from "./index-check.ts";
import { locks } from "./locks.ts";
import { metric } from "./metric.ts";
import { migrations } from "./migrations.ts";
import { privilege } from "./privilege.ts";
import { relation } from "./relation.ts";
import { restart } from "./restart.ts";
import { role } from "./role.ts";
import { row } from "./row.ts";
import { schema } from "./schema.ts";
import { sequence } from "./sequence.ts";
import { sessions } from "./sessions.ts";
import { type } from "./type.ts";

/** Every kind of check, one file each: its documentation and how it judges. */
export const CHECKS = {
  relation,
  column,
  function: functionCheck,
  schema,
  extension,
  type,
  sequence,
  index,
  constraint,
  privilege,
  database,
  role,
  row,
  connections,
  budget,
  sessions,
  locks,
  deadlocks,
  restart,
  migrations,
  drift,
  endpoint,
  metric,
} satisfies Record<CheckKind, CheckDefinition>;

/** The check that a question and what was seen make: three-valued, with a sentence for people and how to see it again. */
export function judge(question: Question, observation: Observation): Check {
  const { outcome, reason, statement, detail } = CHECKS[question.kind].judge(question, observation);
  const facts = observation.result.ok ? observation.result.facts : {};
  return {
    id: question.id,
    kind: question.kind,
    environment: question.environment,
    target: question.target,
    outcome,
    reason,
    statement,
    at: toIso(observation.at),
    durationMs: observation.durationMs,
    how: observation.how,
    detail: { ...facts, ...detail },
  };
}
