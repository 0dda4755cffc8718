import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen, type Verdict } from "./define.ts";
import { duration } from "./words.ts";

export const endpoint = defineCheck({
  id: "endpoint",
  title: "Endpoint answers as expected",
  why: "Sends the configured request and compares the status with the expected one. No redirect is followed. An endpoint that can't be connected to from here is unknown, not broken; one that is connected to and stays silent is broken. 401 and 403 say that the probe was not let in: configure its headers.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.endpoint,
  judgeFacts: (facts, question) => {
    const { environment } = question;
    if (facts.status === null && facts.latencyMs < facts.timeoutMs) {
      const after = "closed the connection without an answer";
      return confirmed(`${nameOf(question)} of ${environment} ${after}.`, after);
    }
    if (facts.status === null) {
      return confirmed(
        `${nameOf(question)} of ${environment} gave no answer within ${duration(facts.timeoutMs)}.`,
        `no answer within ${duration(facts.timeoutMs)}`,
      );
    }
    // How long it took is in the detail: a sentence that changes with every probe would make every look a change.
    const answered = `answered ${facts.status}`;
    if (fits(facts.status, facts.expected)) {
      return refuted(
        `${nameOf(question)} of ${environment} ${answered}, as expected.`,
        `${facts.status} fits ${facts.expected}`,
      );
    }
    return isClosed(facts.status) ? closed(facts.status, question) : broken(facts, question, answered);
  },
});

function nameOf({ params, target }: Question): string {
  return params.route === undefined ? target : `${params.method ?? "GET"} ${params.route}`;
}

function suspicionOf(question: Question): string {
  return `${nameOf(question)} of ${question.environment} fails`;
}

/** Whether a status is of the expected class (`2xx`) or the expected one (`204`). */
function fits(status: number, expected: string): boolean {
  return expected.endsWith("xx") ? String(status)[0] === expected[0] : String(status) === expected;
}

/** The server answered the probe, not the request: it says nothing about what happens to callers that are let in. */
function isClosed(status: number): boolean {
  return [401, 403, 407, 429].includes(status);
}

function closed(status: number, question: Question): Verdict {
  const why =
    status === 429 ? "the probe was throttled" : "the probe was not let in; add credentials under its headers";
  return unseen(suspicionOf(question), `it answered ${status}: ${why}`);
}

function broken(facts: Facts<"endpoint">, question: Question, answered: string): Verdict {
  const to = facts.location === null ? "" : ` (redirect to ${facts.location}, not followed)`;
  return confirmed(
    `${nameOf(question)} of ${question.environment} ${answered}, expected ${facts.expected}${to}.`,
    `${facts.status} does not fit ${facts.expected}`,
  );
}
