import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import { OUTCOME_WORDS, type Outcome } from "../../shared/check.ts";
import { words } from "../lib/format.ts";
import "./check-outcome.css";

const OUTCOMES = {
  confirmed: [CircleX, "The suspected fault is there"],
  refuted: [CircleCheck, "The suspected fault is not there"],
  unknown: [CircleHelp, "It could not be seen; that is not the same as fine"],
} as const;

/** Whether the suspected fault is there: icon and word. */
export function CheckOutcome({ outcome }: { outcome: Outcome }) {
  const [Icon, meaning] = OUTCOMES[outcome];
  return (
    <span className="outcome" data-outcome={outcome} title={meaning}>
      <Icon size={16} aria-hidden="true" />
      {words(OUTCOME_WORDS[outcome])}
    </span>
  );
}
