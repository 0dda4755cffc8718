import type { GroupExplanation } from "../../../shared/api-group-joins.ts";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { count, countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Query } from "../../parts/query.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { UserRule } from "./user-rule.tsx";
import "./signature.css";

type Group = GroupResponse["group"];
type Props = { group: Group; explanation: GroupExplanation | undefined };

/** Why these entries are one group: what decided, what they share, and what may differ among them. */
export function Signature({ group, explanation }: Props) {
  return (
    <Section id="signature" title="Why these entries are one group">
      {explanation && <p className="section-note">{visible(explanation.statement)}</p>}
      {explanation && <UserRule explanation={explanation} />}
      <div className="signature">
        <div>
          <h3>What they share</h3>
          <Shared group={group} isByRule={explanation?.decidedBy === "rule"} />
        </div>
        <div>
          <h3>What may differ</h3>
          <Masks masks={explanation?.masks ?? group.masks} fixed={Object.values(group.slots)} />
        </div>
      </div>
      <Query caption="The text, with what differs masked" text={group.template} />
    </Section>
  );
}

function Shared({ group: { family, cause, slots }, isByRule }: { group: Group; isByRule: boolean }) {
  const names = Object.entries(slots);
  return (
    <>
      {cause && (
        <p className="family">
          <strong>{cause.title}</strong> <code>{family}</code>
          <span className="quiet">{cause.why}</span>
        </p>
      )}
      {names.length === 0 && cause === null && (
        <p className="quiet">{isByRule ? "The fingerprint." : "Nothing but the text below."}</p>
      )}
      {names.length > 0 && (
        <dl className="slots">
          {names.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{visible(value)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

type Mask = Group["masks"][number] & { examples?: string[] };

function Masks({ masks: all, fixed }: { masks: Mask[]; fixed: string[] }) {
  // What a name of the identity holds is masked in the text alone: it is the same in every entry.
  const masks = all.filter(
    ({ examples = [] }) => examples.length === 0 || !examples.every((one) => fixed.includes(one)),
  );
  if (masks.length === 0) return <Nothing>Nothing was masked: the texts are the same, letter by letter.</Nothing>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Reads as</th>
          <th scope="col">What stood there, and why it is no identity</th>
        </tr>
      </thead>
      <tbody>
        {masks.map(({ rule, mask, why, count: many, examples = [] }) => (
          <tr key={rule}>
            <th scope="row">
              {rule} <span className="quiet">× {count(many)}</span>
            </th>
            <td>
              <code>{mask}</code>
            </td>
            <td title={countOf(many, "place")}>
              <Examples values={examples} /> {why}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Examples({ values }: { values: string[] }) {
  if (values.length === 0) return null;
  return (
    <ul className="mask-values" aria-label="Values">
      {values.map((value) => (
        <li key={value}>
          <code>{visible(value)}</code>
        </li>
      ))}
    </ul>
  );
}
