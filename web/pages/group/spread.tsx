import type { ReactNode } from "react";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { count } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { useFirst } from "../../parts/show-all.tsx";
import { Age } from "../../parts/time.tsx";
import "./spread.css";

/** Of revisions, instances and callers each; the others are shown on a wish. */
const FIRST = 6;

type Group = GroupResponse["group"];

/** Where the entries come from: revisions, instances and callers. */
export function Spread({ group }: { group: Group }) {
  return (
    <Section id="spread" title="Where the entries come from">
      <div className="spread">
        <Part
          title="Revisions"
          many="revisions"
          empty="No entry names its revision."
          rows={group.revisionCounts.map(revisionRow)}
        />
        <Part
          title="Instances"
          many="instances"
          empty="No entry names its instance."
          rows={group.instances.map(({ name, count: many }) => ({ name: name.slice(0, 24), many, note: undefined }))}
        />
        <Part
          title="Callers"
          many="callers"
          empty="No entry belongs to a request."
          rows={group.callers.map(callerRow)}
        />
      </div>
    </Section>
  );
}

type Row = { name: string; many: number; note: ReactNode };

function revisionRow({ name, count: many, firstSeen }: Group["revisionCounts"][number]): Row {
  return {
    name,
    many,
    note: (
      <>
        first <Age at={firstSeen} />
      </>
    ),
  };
}

function callerRow({ userAgent, remoteIp, count: many }: Group["callers"][number]): Row {
  return { name: userAgent ?? "no user agent", many, note: remoteIp ?? undefined };
}

type PartProps = { title: string; many: string; empty: string; rows: Row[] };

function Part({ title, many: name, empty, rows }: PartProps) {
  const { shown, more } = useFirst(rows, FIRST, name);
  const most = Math.max(1, ...rows.map(({ many }) => many));
  return (
    <div>
      <h3>{title}</h3>
      {rows.length === 0 && <Nothing>{empty}</Nothing>}
      <ul>
        {shown.map(({ name, many, note }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two callers may have one name, and the list is replaced as a whole.
          <li key={index} className="spread-row">
            <span className="spread-name" title={visible(name)}>
              {visible(name)}
            </span>
            <span className="number">{count(many)}</span>
            <meter
              className="spread-bar"
              min={0}
              max={most}
              value={many}
              aria-label={`${name}: ${count(many)} entries`}
            />
            {note !== undefined && <span className="quiet">{note}</span>}
          </li>
        ))}
      </ul>
      {more}
    </div>
  );
}
