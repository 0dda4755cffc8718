import { Link } from "wouter";
import type { GroupExplanation } from "../../../shared/api-group-joins.ts";
import { visible } from "../../lib/text.ts";

/** The rule of plumbline.yaml that made a group, and where its newest entry would go by the rules of today. */
export function UserRule({ explanation: { rule, groupId, newestGoesTo } }: { explanation: GroupExplanation }) {
  const goesElsewhere = newestGoesTo !== null && newestGoesTo !== groupId;
  if (rule === null && !goesElsewhere) return null;
  return (
    <div className="user-rule">
      {rule !== null && (
        <p>
          {ruleInWords(rule)} Fingerprint:{" "}
          {rule.fingerprint.map((part, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts may be equal, and the list never changes by itself.
            <code key={place}>{visible(part)}</code>
          ))}
        </p>
      )}
      {goesElsewhere && (
        <p>
          The rules changed since: an entry like the newest one goes to{" "}
          <Link href={`/groups/${newestGoesTo}`}>group {newestGoesTo}</Link> now. What was counted here stays here until
          it expires.
        </p>
      )}
    </div>
  );
}

function ruleInWords({ number, today }: NonNullable<GroupExplanation["rule"]>): string {
  if (today === null) return `It was made by rule ${number} of plumbline.yaml, which no longer matches its entries.`;
  const was = today === number ? "" : ` (it was rule ${number} when the group was made)`;
  return `Rule ${today} of plumbline.yaml makes this group${was}.`;
}
