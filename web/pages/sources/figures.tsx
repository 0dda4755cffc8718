import type { ReactNode } from "react";
import type { SourceView } from "../../../shared/api-operations.ts";
import { DAY, SECOND } from "../../../shared/time.ts";
import { count, duration } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Sparkline } from "../../parts/sparkline.tsx";
import { Time } from "../../parts/time.tsx";

type Props = { source: SourceView; now: number };

/** So far clocks of different machines may be apart. */
const SAME_TIME = 5 * SECOND;
const YEAR = 365 * DAY;

/** How fast a source reads, how far behind it is, and what it brought. */
export function Figures({ source, now }: Props) {
  const { coverage, newestAt, perMinute } = source;
  const aheadMs = aheadOf(source, now);
  return (
    <>
      <dl className="source-figures">
        <Figure term="Entries a minute" isWide>
          <span className="source-rate">
            {count(rateOf(perMinute))} <Sparkline bars={perMinute} />
          </span>
        </Figure>
        <Figure term="Behind by">{behind(source, aheadMs, now)}</Figure>
        <Figure term="Newest entry" isWide>
          {newestAt === null ? "None" : <Time at={newestAt} />}
        </Figure>
        <Figure term="Read">{count(coverage?.read ?? 0)}</Figure>
        <Figure term="Accepted">{count(coverage?.accepted ?? 0)}</Figure>
        <Figure term="Duplicates">{count(coverage?.duplicates ?? 0)}</Figure>
        <Figure term="Rejected">{count(coverage?.rejected ?? 0)}</Figure>
        <Figure term="Gaps" isWide>
          {gapsOf(source)}
        </Figure>
        {!source.name.startsWith(source.kind) && <Figure term="Kind">{source.kind}</Figure>}
        {source.reads !== null && !isNamed(source.name, source.reads) && (
          <Figure term="Reads" isWide>
            {visible(source.reads)}
          </Figure>
        )}
      </dl>
      {aheadMs > 0 && (
        <p className="source-fault">
          Its newest entry states a time that is {aheadMs > YEAR ? "more than a year" : duration(aheadMs)} ahead of now:
          a clock runs ahead where it is written. Such entries are kept, and taken into account once their time has
          come; the page of an error group says how many of its own are ahead.
        </p>
      )}
      {source.cursor !== null && (
        <p className="source-cursor">
          <span className="quiet">Cursor:</span> {visible(source.cursor)}
        </p>
      )}
    </>
  );
}

/** What the last whole minute brought; where that is nothing, what this one did so far. */
function rateOf(perMinute: number[]): number {
  return perMinute.at(-2) || (perMinute.at(-1) ?? 0);
}

/** How far the newest entry is ahead of now in milliseconds, 0 where it is not by more than clocks differ. */
function aheadOf({ newestAt }: SourceView, now: number): number {
  const ms = newestAt === null ? 0 : Date.parse(newestAt) - now;
  return ms > SAME_TIME ? ms : 0;
}

/** How far reading is behind, where the source says so; else the age of the newest entry. */
function behind({ state, lagSeconds, newestAt }: SourceView, aheadMs: number, now: number): string {
  if (state === "done") return "Nothing";
  if (lagSeconds !== null) return inSeconds(lagSeconds);
  if (newestAt === null) return "Nothing read yet";
  return aheadMs > 0 ? "Not known" : inSeconds((now - Date.parse(newestAt)) / SECOND);
}

function inSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole === 0 ? "Nothing" : duration(whole * SECOND);
}

/** `2 not filled, 5 filled`. */
function gapsOf({ gapCounts: { open, ended, filled } }: SourceView): string {
  const parts = [
    open > 0 && `${count(open)} open`,
    ended > 0 && `${count(ended)} not filled`,
    filled > 0 && `${count(filled)} filled`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "None" : parts.join(", ");
}

/** Whether the name of a source says already what it reads: `cloud-logging acme` that it reads `project acme`. */
function isNamed(name: string, reads: string): boolean {
  return name.endsWith(reads) || name.endsWith(reads.replace(/^project /, ""));
}

function Figure({ term, isWide = false, children }: { term: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? "wide-figure" : undefined}>
      <dt>{term}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}
