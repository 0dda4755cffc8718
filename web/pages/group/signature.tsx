import type { GroupResponse } from "../../../shared/api-groups.ts";
import { count, countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Query } from "../../parts/query.tsx";
import { Nothing, Section } from "../../parts/section.tsx";

type Group = GroupResponse["group"];

/** Why these entries are one group: what they share, and what may differ among them. */
export function Signature({ group }: { group: Group }) {
  return (
    <Section id="signature" title="Why these entries are one group">
      <p className="section-note">{sentence(group)}</p>
      <div className="signature">
        <div>
          <h3>What they share</h3>
          <Shared group={group} />
        </div>
        <div>
          <h3>What may differ</h3>
          <Masks masks={group.masks} />
        </div>
      </div>
      <Query caption="The text, with what differs masked" text={group.template} />
    </Section>
  );
}

function sentence({ family, slots, kind, environment, service }: Group): string {
  const place = `They come from ${service} in ${environment}`;
  if (family !== null && family !== "code.unhandled-exception") {
    return `${place}, are recognised as ${family}, and name the same things. Other words around do not make another group.`;
  }
  if (kind === "request" && slots.route !== undefined) {
    return `${place}, and are requests of one method and route with one status.`;
  }
  return `${place}, no known failure fits them, and their texts are equal once what varies is masked.`;
}

function Shared({ group: { family, cause, slots } }: { group: Group }) {
  const names = Object.entries(slots);
  return (
    <>
      {cause && (
        <p className="family">
          <strong>{cause.title}</strong> <code>{family}</code>
          <span className="quiet">{cause.why}</span>
        </p>
      )}
      {names.length === 0 && cause === null && <p className="quiet">Nothing but the text below.</p>}
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

function Masks({ masks }: { masks: Group["masks"] }) {
  if (masks.length === 0) return <Nothing>Nothing was masked: the texts are the same, letter by letter.</Nothing>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Reads as</th>
          <th scope="col">Why it is no identity</th>
        </tr>
      </thead>
      <tbody>
        {masks.map(({ rule, mask, why, count: many }) => (
          <tr key={rule}>
            <th scope="row">
              {rule} <span className="quiet">× {count(many)}</span>
            </th>
            <td>
              <code>{mask}</code>
            </td>
            <td title={countOf(many, "place")}>{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
