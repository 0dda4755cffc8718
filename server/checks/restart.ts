import type { Question } from "../../shared/check.ts";
import { factsOf } from "../../shared/facts.ts";
import { HOUR, MINUTE } from "../../shared/time.ts";
import { confirmed, defineCheck, refuted, unseen } from "./define.ts";

/** How far before or after the onset a start of the server still belongs to it. */
const NEAR = 15 * MINUTE;
/** Without an onset: a start that is this recent counts. */
const RECENT = HOUR;

export const restart = defineCheck({
  id: "restart",
  title: "Database server restarted",
  why: "Reads when the server's postmaster started and compares it with the onset (params.at). Restarts, failovers and maintenance end every connection (57P01). A crash of one backend restarts the others without moving this time, and a later restart hides an earlier one.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.restart,
  judgeFacts: (facts, question, observation) => {
    const started = Date.parse(facts.startedAt);
    const onset = onsetOf(question);
    const text = `The database server of ${question.environment} started at ${facts.startedAt}`;
    if (isNear(started, onset, observation.at)) {
      return confirmed(
        `${text}, ${onset === undefined ? "within the last hour" : "close to the onset"}.`,
        facts.startedAt,
      );
    }
    if (started > (onset ?? observation.at)) {
      const reason = `the server started again later, at ${facts.startedAt}, which hides what happened before`;
      return unseen(suspicionOf(question), reason);
    }
    return refuted(`${text}, long before ${onset === undefined ? "this look" : "the onset"}.`, facts.startedAt);
  },
});

/** Around the onset; without one, within the hour before the look. */
function isNear(started: number, onset: number | undefined, now: number): boolean {
  if (onset !== undefined) return Math.abs(started - onset) <= NEAR;
  return started <= now + MINUTE && now - started <= RECENT;
}

function suspicionOf(question: Question): string {
  return `the database server of ${question.environment} restarted${onsetOf(question) === undefined ? "" : " around the onset"}`;
}

/** `params.at`: RFC 3339, or milliseconds since 1970. */
function onsetOf(question: Question): number | undefined {
  const text = question.params.at ?? question.params.onset;
  if (text === undefined) return undefined;
  const at = /^\d{10,}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) ? at : undefined;
}
