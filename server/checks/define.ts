import type { CheckKind, Observation, Outcome, Question } from "../../shared/check.ts";

/** What facts say about the suspected fault. `detail` is added to the facts that a report shows. */
export type Verdict = { outcome: Outcome; reason: string; statement: string; detail?: Record<string, unknown> };

/** One kind of check: its documentation for the person on call, and how it judges. One file each. */
export type CheckDefinition = {
  id: CheckKind;
  /** A noun phrase for tables: "Relation exists". */
  title: string;
  /** What it looks at, what the answer means and where it can mislead. */
  why: string;
  /** The suspected fault as a clause: `relation orders is missing from staging`. */
  suspicion: (question: Question) => string;
  judge: (question: Question, observation: Observation) => Verdict;
};

type Parts<F> = Omit<CheckDefinition, "judge"> & {
  /** Facts of this kind, undefined where they are of another shape. */
  read: (raw: unknown) => F | undefined;
  judgeFacts: (facts: F, question: Question, observation: Observation) => Verdict;
  /** True where the fault is that something is absent: on a replica it may only not have arrived yet. */
  isAbsence?: boolean;
};

/** A check from how it judges facts; what could not be seen is unknown, with the reason. */
export function defineCheck<F>({ read, judgeFacts, isAbsence = false, ...about }: Parts<F>): CheckDefinition {
  const judge = (question: Question, observation: Observation): Verdict => {
    if (!observation.result.ok) return unseen(about.suspicion(question), observation.result.reason);
    const facts = read(observation.result.facts);
    if (facts === undefined) return unseen(about.suspicion(question), "the answer has an unexpected shape");
    const verdict = judgeFacts(facts, question, observation);
    const isReplica = observation.result.facts.isReplica === true;
    if (!isAbsence || !isReplica || verdict.outcome !== "confirmed") return verdict;
    return unseen(
      about.suspicion(question),
      "this server is a replica, which what was made on the primary may not have reached yet",
    );
  };
  return { ...about, judge };
}

/** The verdict on a fault that could not be looked for. */
export function unseen(suspicion: string, reason: string): Verdict {
  return { outcome: "unknown", reason, statement: `Not known whether ${suspicion}: ${withoutStop(reason)}.` };
}

/** The fault is there. */
export function confirmed(statement: string, reason: string): Verdict {
  return { outcome: "confirmed", reason, statement };
}

/** The fault is not there. */
export function refuted(statement: string, reason: string): Verdict {
  return { outcome: "refuted", reason, statement };
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}
