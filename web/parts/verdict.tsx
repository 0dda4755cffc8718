import type { Hypothesis } from "../../shared/incident.ts";
import { percent, words } from "../lib/format.ts";

/** How sure an answer is: the word, the share, and a bar of that length. */
export function Confidence({ verdict, confidence }: Pick<Hypothesis, "verdict" | "confidence">) {
  return (
    <span className="confidence" data-verdict={verdict}>
      <span className="confidence-word">{words(verdict)}</span>
      <svg className="confidence-bar" viewBox="0 0 48 6" width="48" height="6" aria-hidden="true">
        <rect className="confidence-track" width="48" height="6" rx="3" />
        <rect className="confidence-fill" width={48 * confidence} height="6" rx="3" />
      </svg>
      <span className="number">{percent(confidence)}</span>
    </span>
  );
}
