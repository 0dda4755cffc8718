import { CircleCheck, CircleHelp, CircleX } from "lucide-react";
import type { Outcome } from "../../shared/check.ts";
import "./check-outcome.css";

const OUTCOMES = {
  confirmed: [CircleX, "Confirmed", "The suspected fault is there"],
  refuted: [CircleCheck, "Refuted", "The suspected fault is not there"],
  unknown: [CircleHelp, "Unknown", "It could not be seen; that is not the same as fine"],
} as const;

/** Whether the suspected fault is there: icon and word. */
export function CheckOutcome({ outcome }: { outcome: Outcome }) {
  const [Icon, word, meaning] = OUTCOMES[outcome];
  return (
    <span className="outcome" data-outcome={outcome} title={meaning}>
      <Icon size={16} aria-hidden="true" />
      {word}
    </span>
  );
}
