import { Pencil } from "lucide-react";
import { useState } from "react";
import type { Why } from "../../../shared/incident.ts";
import { visible } from "../../lib/text.ts";
import { useReadOnly } from "./read-only.ts";
import { Say } from "./say.tsx";

/** The answer to a why, which a person may put into other words; the evidence beneath it stays. */
export function EditableAnswer({ why, incidentId }: { why: Why; incidentId: string }) {
  const [isEditing, setIsEditing] = useState(false);
  const isReadOnly = useReadOnly("commander") !== undefined;
  if (isEditing) {
    return (
      <Say
        incidentId={incidentId}
        whyId={why.id}
        label={`Answer to: ${why.question}`}
        hint="What you know, and how you know it"
        button="Keep the answer"
        start={why.answer}
        done={() => setIsEditing(false)}
      />
    );
  }
  return (
    <p className="why-answer">
      {visible(why.answer)}{" "}
      {!isReadOnly && (
        <button
          type="button"
          className="icon-button why-edit"
          title="Edit this answer"
          aria-label={`Edit the answer to: ${why.question}`}
          onClick={() => setIsEditing(true)}
        >
          <Pencil size={13} aria-hidden="true" />
        </button>
      )}
    </p>
  );
}
