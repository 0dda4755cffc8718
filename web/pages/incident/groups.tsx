import { ExternalLink } from "lucide-react";
import { Link } from "wouter";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { IncidentGroup } from "../../../shared/incident.ts";
import { count, countOf, rhythm } from "../../lib/format.ts";
import { safeHref, visible } from "../../lib/text.ts";
import { LogLines } from "../../parts/log-lines.tsx";
import { Query } from "../../parts/query.tsx";
import { Role } from "../../parts/role.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { Time } from "../../parts/time.tsx";
import { minuteBars } from "./minute-bars.ts";

type Window = IncidentResponse["analysis"]["window"];

/** The error groups with the part each plays. */
export function Groups({ groups, window }: { groups: IncidentGroup[]; window: Window }) {
  return (
    <Section id="groups" title="Error groups">
      {groups.length === 0 && <Nothing>No group is left: its entries may have expired.</Nothing>}
      <ul className="groups">
        {groups.map((group) => (
          <Group key={group.id} group={group} window={window} />
        ))}
      </ul>
    </Section>
  );
}

function Group({ group, window }: { group: IncidentGroup; window: Window }) {
  const href = safeHref(group.logsUrl);
  return (
    <li className="group">
      <div className="group-head">
        <Role role={group.role} />
        <p className="group-title">
          <Link href={`/groups/${group.id}`}>{visible(group.title)}</Link>
        </p>
        <Sparkline bars={minuteBars(group.perMinute, window)} />
        <span className="number group-count">{countOf(group.count, "entry", "entries")}</span>
      </div>
      <p>{visible(group.because)}</p>
      <p className="quiet group-meta">
        <span>
          <Time at={group.firstSeen} /> to <Time at={group.lastSeen} />
        </span>
        <span>{group.cadence ? `${rhythm(group.cadence)}, ${group.cadence.caller}` : "no rhythm"}</span>
        {group.family !== null && <code>{group.family}</code>}
        {group.revisions.slice(0, 3).map(({ name, count: many }) => (
          <span key={name}>
            revision {visible(name)} ({count(many)})
          </span>
        ))}
      </p>
      <details>
        <summary>{countOf(group.samples.length, "sample line")} and the signature</summary>
        <Query
          caption="What makes these entries one group"
          text={[group.template, ...Object.entries(group.slots).map(([slot, value]) => `${slot} = ${value}`)].join(
            "\n",
          )}
        />
        <LogLines samples={group.samples} />
        {href !== undefined && (
          <a className="out-link" href={href} target="_blank" rel="noreferrer">
            All entries in Logs Explorer <ExternalLink size={14} aria-hidden="true" />
          </a>
        )}
      </details>
    </li>
  );
}
