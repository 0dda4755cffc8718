import { CircleCheck, CircleDashed, CircleX, Minus } from "lucide-react";
import type { GroupSummary } from "../../shared/api-groups.ts";
import "./same-in-reference.css";

const ANSWERS = {
  yes: [CircleX, "Yes, too", "The reference environment shows the same error"],
  no: [CircleCheck, "No", "The reference environment was read and does not show this error"],
  unseen: [CircleDashed, "Not known", "Nothing of the reference environment was read in this time"],
  "is-reference": [Minus, "Is it", "This is the reference environment itself"],
  none: [Minus, "No reference", "Mark one environment with reference: true in plumbline.yaml to compare"],
} as const;

/** Whether the reference environment has the same error: icon and word. */
export function SameInReference({ same }: { same: GroupSummary["sameInReference"] }) {
  const [Icon, word, meaning] = ANSWERS[same];
  return (
    <span className="same" data-same={same} title={meaning}>
      <Icon size={15} aria-hidden="true" /> {word}
    </span>
  );
}
