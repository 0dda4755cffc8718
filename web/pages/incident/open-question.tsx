import { CircleHelp, MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import type { Why } from "../../../shared/incident.ts";
import { Say } from "./say.tsx";

/** Says that a question is open, and lets a person answer it. */
export function OpenQuestion({ why, incidentId }: { why: Why; incidentId: string }) {
  const [isAnswering, setIsAnswering] = useState(false);
  return (
    <>
      <p className="open-label">
        <CircleHelp size={15} aria-hidden="true" /> Open question
        {!isAnswering && (
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
      {isAnswering && (
        <Say
          incidentId={incidentId}
          whyId={why.id}
          label={`Answer to: ${why.question}`}
          hint="What you know, and how you know it"
          button="Keep the answer"
        />
      )}
    </>
  );
}
