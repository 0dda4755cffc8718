import { CircleHelp, MessageSquarePlus } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Why } from "../../../shared/incident.ts";
import { useReadOnly } from "./read-only.ts";
import { Say } from "./say.tsx";

type Props = {
  why: Why;
  incidentId: string;
  /** What to ask, and where to look. */
  children: ReactNode;
};

/** Says that a question is open, and lets a person answer it. */
export function OpenQuestion({ why, incidentId, children }: Props) {
  const [isAnswering, setIsAnswering] = useState(false);
  const isReadOnly = useReadOnly("commander") !== undefined;
  return (
    <>
      <p className="open-label">
        <CircleHelp size={15} aria-hidden="true" /> Open question
        {!isAnswering && !isReadOnly && (
          <button
            type="button"
            className="text-button"
            aria-label={`Answer: ${why.question}`}
            onClick={() => setIsAnswering(true)}
          >
            <MessageSquarePlus size={15} aria-hidden="true" /> Answer
          </button>
        )}
      </p>
      {children}
      {isAnswering && (
        <Say
          incidentId={incidentId}
          whyId={why.id}
          label={`Answer to: ${why.question}`}
          hint="What you know, and how you know it"
          button="Keep the answer"
          done={() => setIsAnswering(false)}
        />
      )}
    </>
  );
}
