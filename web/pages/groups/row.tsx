import { memo } from "react";
import { Link } from "wouter";
import type { GroupSummary } from "../../../shared/api-groups.ts";
import { count, countOf, rhythm } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { toQuery } from "../../lib/url-filters.ts";
import { MutedBadge } from "../../parts/muted-badge.tsx";
import { SameInReference } from "../../parts/same-in-reference.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { Age } from "../../parts/time.tsx";
import type { RowPlace } from "../../parts/virtual-table.tsx";

type Props = RowPlace & { group: GroupSummary; from: string; to: string };

/** One recurring error. Drawn again only when it changed, not on every scroll. */
export const GroupRow = memo(function GroupRow({ group, from, to, index, measure }: Props) {
  const { cadence, family, mutedUntil } = group;
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <td className="cell-group">
        <Link className="row-link" href={`/groups/${group.id}${toQuery({ from, to })}`}>
          {visible(group.title)}
        </Link>
        <p className="quiet">
          {visible(group.service)} <span aria-hidden="true">·</span> {group.environment}
          {family !== null && (
            <>
              {" · "}
              <code>{family}</code>
            </>
          )}
          {mutedUntil !== null && <MutedBadge until={mutedUntil} />}
        </p>
      </td>
      <td className="cell-count">
        <Sparkline bars={group.bars} />
        <p className="number">{countOf(group.count, "entry", "entries")}</p>
      </td>
      <td className="cell-rhythm" data-label="Rhythm">
        {cadence === null ? (
          <p className="quiet">No rhythm</p>
        ) : (
          <>
            <p>{rhythm(cadence)}</p>
            <p className="quiet">{cadence.caller === "not known" ? "caller not known" : visible(cadence.caller)}</p>
          </>
        )}
      </td>
      <td className="cell-seen" data-label="First and last seen">
        <p>
          <Age at={group.firstSeen} />
        </p>
        <p className="quiet">
          last <Age at={group.lastSeen} />
        </p>
      </td>
      <td className="cell-revisions" data-label="Revisions">
        <Revisions names={group.revisions} all={group.revisionCount} />
      </td>
      <td className="cell-same" data-label="In the reference?">
        <SameInReference same={group.sameInReference} />
      </td>
    </tr>
  );
});

function Revisions({ names, all }: { names: string[]; all: number }) {
  const [newest] = names;
  if (newest === undefined) return <p className="quiet">None named</p>;
  return (
    <>
      <p className="one-line" title={names.join("\n")}>
        {visible(newest)}
      </p>
      {all > 1 && <p className="quiet">and {count(all - 1)} before it</p>}
    </>
  );
}
