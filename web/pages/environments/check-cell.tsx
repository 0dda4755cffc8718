import { Fragment, type ReactNode } from "react";
import type { Check } from "../../../shared/check.ts";
import { visible } from "../../lib/text.ts";
import { CheckOutcome } from "../../parts/check-outcome.tsx";
import { Query } from "../../parts/query.tsx";
import { useFirst } from "../../parts/show-all.tsx";
import { Age } from "../../parts/time.tsx";

const TONES = { confirmed: "critical", refuted: "good", unknown: "unknown" } as const;
const LISTS = [
  ["missing", "Missing here"],
  ["extra", "Only here"],
  ["different", "Different"],
] as const;
/** Of what differs in one way; the others are shown on a wish. */
const MOST_NAMES = 4;

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
  const lists = LISTS.map(([key, name]) => ({ title: name, names: namesOf(check.detail[key]) })).filter(
    ({ names }) => names.length > 0,
  );
  const answer = check.outcome === "unknown" ? "Not known" : words[check.outcome];
  return (
    <div className="cell">
      <h3>{title}</h3>
      <p className="cell-answer" data-tone={TONES[check.outcome]}>
        {answer}
      </p>
      {lists.length === 0 && <p>{visible(check.statement)}</p>}
      {lists.map(({ title: kind, names }) => (
        <Names key={kind} title={kind} names={names} />
      ))}
      <p className="quiet">
        {visible(check.reason)}, asked <Age at={check.at} />
      </p>
      <details>
        <summary>What was seen</summary>
        <CheckOutcome outcome={check.outcome} />
        {lists.length > 0 && <p>{visible(check.statement)}</p>}
        <Query text={check.how} />
      </details>
    </div>
  );
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** A long name may break after its dots and underscores. */
function pieces(name: string): ReactNode[] {
  return name.split(/(?<=[._])/).map((piece, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one name never change their places.
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}

function Names({ title, names }: { title: string; names: string[] }) {
  const { shown, more } = useFirst(names, MOST_NAMES, "objects");
  return (
    <div className="drift-names">
      <h4>
        {title} <span className="quiet">({names.length})</span>
      </h4>
      <ul>
        {shown.map((name) => (
          <li key={name}>
            <code>{pieces(visible(name))}</code>
          </li>
        ))}
      </ul>
      {more}
    </div>
  );
}
