import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen } from "./define.ts";
import { asked, percent } from "./words.ts";

/** From here on a sequence counts as near its end. */
const NEAR_END = 0.9;

export const sequence = defineCheck({
  id: "sequence",
  title: "Sequence has room and is not behind",
  why: "Reads how far a sequence is from its end (its own, or that of the integer column it feeds) and compares it with the greatest id in the table. A sequence behind its table gives ids that exist already (23505), the usual trace of a restore or import without setval.",
  suspicion: (question) =>
    `the sequence of ${asked(question, "sequence", "relation", "table")} is spent or behind in ${question.environment}`,
  read: factsOf.sequence,
  judgeFacts: (facts, question) => {
    const subject = asked(question, "sequence", "relation", "table");
    const suspicion = `the sequence of ${subject} is spent or behind in ${question.environment}`;
    if (!facts.exists || facts.name === null) return unseen(suspicion, `no sequence belongs to ${subject}`);
    const name = `Sequence ${facts.name} of ${question.environment}`;
    if (facts.isBehind === true) {
      return confirmed(
        `${name} is at ${facts.lastValue ?? "its start"} while ${facts.ownedBy ?? "its column"} already holds ${facts.maxId}: the next ids exist already.`,
        "the sequence is behind the greatest id",
      );
    }
    if (facts.usedShare === null && facts.isBehind === null)
      return unseen(suspicion, "the role may not read the sequence, or it was never used");
    const share = facts.usedShare ?? 0;
    const use = `${percent(share)} of its ${facts.endValue} values are used`;
    if (share >= NEAR_END && facts.cycles !== true) return confirmed(`${name} is near its end: ${use}.`, use);
    if (facts.isBehind === null && facts.ownedBy !== null) {
      return unseen(suspicion, `${use}, but the role may not read ${facts.ownedBy} to compare`);
    }
    return refuted(`${name} has room (${use}) and is not behind its column.`, `${use}; not behind`);
  },
});
