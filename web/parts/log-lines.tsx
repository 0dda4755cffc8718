import { ExternalLink } from "lucide-react";
import { useState } from "react";
import type { IncidentGroup } from "../../shared/incident.ts";
import { count } from "../lib/format.ts";
import { safeHref, visible } from "../lib/text.ts";
import { CopyButton } from "./copy-button.tsx";
import { Time } from "./time.tsx";
import { Unfold } from "./unfold.tsx";
import "./log-lines.css";

export type Sample = IncidentGroup["samples"][number];

/** A long text shows its beginning and its end: the name of a mistake stands first in some languages, last in others. */
const PREVIEW_CHARACTERS = 1000;
const HEAD_CHARACTERS = 300;
const TAIL_CHARACTERS = 400;
/** Fewer lines that repeat the first one are shown as they are. */
const LEAST_FOLDED = 2;

/** Log lines as they came, as text. Of those that say the same the first is shown; the others are a click away. */
export function LogLines({ samples }: { samples: readonly Sample[] }) {
  const texts = Map.groupBy(samples, ({ text }) => text);
  return (
    <ul className="log-lines" aria-label="Log lines">
      {[...texts.values()].map(
        ([first, ...same]) => first && <SameLines key={keyOf(first)} first={first} same={same} />,
      )}
    </ul>
  );
}

function SameLines({ first, same }: { first: Sample; same: Sample[] }) {
  if (same.length < LEAST_FOLDED) return [first, ...same].map((one) => <LogLine key={keyOf(one)} sample={one} />);
  return (
    <>
      <LogLine sample={first} />
      <li>
        <Unfold summary={`${count(same.length)} more lines say the same`}>
          <ul className="log-lines" aria-label="Lines that say the same">
            {same.map((one) => (
              <LogLine key={keyOf(one)} sample={one} />
            ))}
          </ul>
        </Unfold>
      </li>
    </>
  );
}

function keyOf({ timestamp, insertId }: Sample): string {
  return `${timestamp} ${insertId}`;
}

function LogLine({ sample }: { sample: Sample }) {
  return (
    <li className="log-line">
      <LogLineBody sample={sample} />
    </li>
  );
}

/** All that is kept of a log line: where it comes from, its text or all of it as JSON, ways to copy it and to find it again. */
export function LogLineBody({ sample }: { sample: Sample }) {
  const href = safeHref(sample.logsUrl);
  const [isJson, setIsJson] = useState(false);
  const text = isJson ? JSON.stringify(withoutLink(sample), undefined, 2) : sample.text;
  return (
    <>
      <p className="log-meta">
        <Time at={sample.timestamp} />
        <span className="log-severity" data-severity={sample.severity}>
          {sample.severity}
        </span>
        {sample.revision !== null && <span>revision {visible(sample.revision)}</span>}
        {sample.instance !== null && (
          <span title={sample.instance}>instance {visible(sample.instance.slice(0, 12))}</span>
        )}
        {sample.trace !== null && <span title={sample.trace}>trace {visible(traceId(sample.trace).slice(0, 12))}</span>}
        <span className="log-tools">
          <button
            type="button"
            className="text-button"
            aria-pressed={isJson}
            aria-label={`Entry ${sample.insertId} as JSON`}
            onClick={() => setIsJson(!isJson)}
          >
            JSON
          </button>
          <CopyButton label={`entry ${sample.insertId}`} text={text} size={14} />
          {href !== undefined && (
            <a href={href} target="_blank" rel="noreferrer" aria-label={`Entry ${sample.insertId} in Logs Explorer`}>
              <ExternalLink size={14} aria-hidden="true" />
            </a>
          )}
        </span>
      </p>
      <LogText key={isJson ? "json" : "text"} text={text} />
    </>
  );
}

function LogText({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > PREVIEW_CHARACTERS;
  return (
    <>
      <pre className="log-text" dir="auto">
        {visible(isLong && !isWhole ? preview(text) : text)}
      </pre>
      {isLong && (
        <button type="button" className="text-button" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? "Show less" : `Show all ${count(text.length)} characters`}
        </button>
      )}
    </>
  );
}

function preview(text: string): string {
  const head = text.slice(0, HEAD_CHARACTERS);
  const tail = text.slice(-TAIL_CHARACTERS);
  // Whole lines where there are lines.
  const first = head.includes("\n") ? head.slice(0, head.lastIndexOf("\n")) : head;
  const last = tail.slice(tail.indexOf("\n") + 1);
  return `${first}\n⋯ ${count(text.length - first.length - last.length)} characters ⋯\n${last}`;
}

/** What is kept of the entry: the link is there to be followed, not to be read. */
function withoutLink({ logsUrl: _, ...kept }: Sample): Omit<Sample, "logsUrl"> {
  return kept;
}

/** The id alone of `projects/p/traces/id`. */
function traceId(trace: string): string {
  return trace.split("/").at(-1) ?? trace;
}
