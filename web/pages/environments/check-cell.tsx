import type { Check } from "../../../shared/check.ts";
import { visible } from "../../lib/text.ts";
import { CheckOutcome } from "../../parts/check-outcome.tsx";
import { Query } from "../../parts/query.tsx";
import { Age } from "../../parts/time.tsx";

const TONES = { confirmed: "critical", refuted: "good", unknown: "unknown" } as const;
const LISTS = [
  ["missing", "Missing here"],
  ["extra", "Only here"],
  ["different", "Different"],
] as const;

type Props = {
  title: string;
  check: Check | null;
  words: { confirmed: string; refuted: string };
  /** Why there is no answer yet. */
  never: string;
};

/** What a live check said of one side by side with the other, when, and how to see it again. */
export function CheckCell({ title, check, words, never }: Props) {
  if (check === null) {
    return (
      <div className="cell">
        <h3>{title}</h3>
        <p className="cell-answer" data-tone="none">
          Not asked
        </p>
        <p className="quiet">{never}</p>
      </div>
    );
  }
  const answer = check.outcome === "unknown" ? "Not known" : words[check.outcome];
  return (
    <div className="cell">
      <h3>{title}</h3>
      <p className="cell-answer" data-tone={TONES[check.outcome]}>
        {answer}
      </p>
      <p>{visible(check.statement)}</p>
      <p className="quiet">
        {visible(check.reason)}, asked <Age at={check.at} />
      </p>
      <details>
        <summary>What was seen</summary>
        <CheckOutcome outcome={check.outcome} />
        {LISTS.map(([key, name]) => (
          <Names key={key} title={name} names={namesOf(check.detail[key])} />
        ))}
        <Query text={check.how} />
      </details>
    </div>
  );
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

function Names({ title, names }: { title: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <div className="drift-names">
      <h4>
        {title} <span className="quiet">({names.length})</span>
      </h4>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <code>{visible(name)}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
