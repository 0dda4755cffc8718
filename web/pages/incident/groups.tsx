import { ExternalLink } from "lucide-react";
import { memo, startTransition, useState } from "react";
import { Link } from "wouter";
import type { ShownGroup } from "../../../shared/api-incident.ts";
import type { Viewed } from "../../data/incident-parts.ts";
import { count, countOf, rhythmBy } from "../../lib/format.ts";
import { safeHref, visible } from "../../lib/text.ts";
import { Query } from "../../parts/query.tsx";
import { Role } from "../../parts/role.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { Time } from "../../parts/time.tsx";
import { Unfold } from "../../parts/unfold.tsx";
import { GroupLines } from "./lines.tsx";

/** Enough for what is read; hundreds at once are felt on slow machines. */
const FIRST_GROUPS = 20;

/** The error groups with the part each plays. */
export function Groups({ groups, viewed }: { groups: ShownGroup[]; viewed: Viewed }) {
  const [most, setMost] = useState(FIRST_GROUPS);
  return (
    <Section id="groups" title="Error groups">
      {groups.length === 0 && <Nothing>No group is left: its entries may have expired.</Nothing>}
      <ul className="groups">
        {groups.slice(0, most).map((group) => (
          <Group key={group.id} group={group} viewed={viewed} />
        ))}
      </ul>
      {groups.length > most && (
        <button
          type="button"
          className="button button-small"
          onClick={() => startTransition(() => setMost(groups.length))}
        >
          Show all {count(groups.length)} groups
        </button>
      )}
    </Section>
  );
}

const Group = memo(function Group({ group, viewed }: { group: ShownGroup; viewed: Viewed }) {
  const href = safeHref(group.logsUrl);
  return (
    <li className="group">
      <div className="group-head">
        <Role role={group.role} />
        <p className="group-title">
          <Link href={`/groups/${group.id}`}>{visible(group.title)}</Link>
        </p>
        <Sparkline bars={group.bars} />
        <span className="number group-count">{countOf(group.count, "entry", "entries")}</span>
      </div>
      <p>{visible(group.because)}</p>
      <p className="quiet group-meta">
        <span>
          <Time at={group.firstSeen} /> to <Time at={group.lastSeen} />
        </span>
        <span>{group.cadence ? rhythmBy(group.cadence) : "no rhythm"}</span>
        {group.family !== null && <code>{group.family}</code>}
        {group.revisions.slice(0, 3).map(({ name, count: many }) => (
          <span key={name}>
            revision {visible(name)} ({count(many)})
          </span>
        ))}
      </p>
      <Unfold summary={`${countOf(group.lines, "sample line")} and the signature`}>
        <Query
          caption="What makes these entries one group"
          text={[group.template, ...Object.entries(group.slots).map(([slot, value]) => `${slot} = ${value}`)].join(
            "\n",
          )}
        />
        <GroupLines viewed={viewed} groupId={group.id} />
        {href !== undefined && (
          <a className="out-link" href={href} target="_blank" rel="noreferrer">
            All entries in Logs Explorer <ExternalLink size={14} aria-hidden="true" />
          </a>
        )}
      </Unfold>
    </li>
  );
});
