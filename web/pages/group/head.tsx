import { BellOff, ExternalLink } from "lucide-react";
import { Link } from "wouter";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { useRefusal } from "../../data/rights.ts";
import { openDialog } from "../../lib/dialog.ts";
import { count, countOf, rhythmBy, words } from "../../lib/format.ts";
import { safeHref, visible } from "../../lib/text.ts";
import { MutedBadge } from "../../parts/muted-badge.tsx";
import { SameInReference } from "../../parts/same-in-reference.tsx";
import { Age, Time } from "../../parts/time.tsx";
import { MUTE_DIALOG, MuteDialog } from "./mute-dialog.tsx";
import "./head.css";

/** What recurs, where, how often, and what can be done with the group as a whole. */
export function GroupHead({ response: { group, reference, ahead } }: { response: GroupResponse }) {
  const href = safeHref(group.logsUrl);
  const isYetToCome = ahead !== null && ahead.count >= group.total;
  const mayMute = useRefusal("commander", { environment: group.environment }) === undefined;
  return (
    <header className="group-head-box">
      <nav aria-label="Path" className="path">
        <Link href="/groups">Error groups</Link>
        <span aria-hidden="true">/</span>
        <code>{group.id}</code>
      </nav>
      <div className="group-title-row">
        <h1>{visible(group.title)}</h1>
        <div className="group-actions">
          {group.mutedUntil === null && mayMute && (
            <button type="button" className="button" onClick={() => openDialog(MUTE_DIALOG)}>
              <BellOff size={16} aria-hidden="true" /> Mute
            </button>
          )}
          {href !== undefined && (
            <a className="button" href={href} target="_blank" rel="noreferrer">
              Logs Explorer <ExternalLink size={14} aria-hidden="true" />
            </a>
          )}
        </div>
      </div>
      <div className="group-line">
        <span className="badge">{words(group.kind)}</span>
        {group.mutedUntil !== null && <MutedBadge until={group.mutedUntil} />}
        <span>
          {visible(group.service)} <span className="quiet">in</span> {group.environment}
        </span>
        <span>
          <span className="quiet">first</span> <Time at={group.firstSeen} />
        </span>
        <span>
          <span className="quiet">last</span> {isYetToCome ? "not yet" : <Age at={group.lastSeen} />}
        </span>
      </div>
      <dl className="figures">
        <Figure term="In this time">{countOf(group.count, "entry", "entries")}</Figure>
        <Figure term="In all that is kept">{countOf(group.total, "entry", "entries")}</Figure>
        <Figure term="Rhythm">{group.cadence === null ? "None" : rhythmBy(group.cadence)}</Figure>
        <Figure term="Distinct callers">
          {group.distinctCallers === 0 ? "None named" : count(group.distinctCallers)}
        </Figure>
        <Figure term={reference === null ? "In the reference?" : `In ${reference}?`}>
          <SameInReference same={group.sameInReference} />
        </Figure>
      </dl>
      <MuteDialog id={group.id} />
    </header>
  );
}

function Figure({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
