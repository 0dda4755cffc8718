import type { SourceView } from "../../../shared/api-operations.ts";
import { SECOND } from "../../../shared/time.ts";
import { formatBytes } from "../../../shared/words.ts";
import { duration, percent } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";

type FilesProps = { files: NonNullable<SourceView["files"]>; detail: string; now: number };

/** Which file is read, how much of all that is to be read is, and when the last of it will be. */
export function ReadingFiles({ files: { readBytes, ofBytes, endsAt }, detail, now }: FilesProps) {
  const share = Math.min(1, readBytes / Math.max(1, ofBytes));
  // What follows the colon is said below.
  const [which] = detail.split(": ");
  return (
    <div className="source-progress">
      <p className="source-detail">{visible(which ?? detail)}</p>
      <progress value={share} max={1} aria-label="Read of the files" />
      <p>
        <strong>{percent(share)}</strong> is read, {formatBytes(readBytes)} of {formatBytes(ofBytes)}.{" "}
        {endsAt === null
          ? "The end is not known yet."
          : `Read to the end in about ${duration(wholeSeconds(Date.parse(endsAt) - now))}.`}
      </p>
    </div>
  );
}

/** What is only about right is not told in tenths. */
function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / SECOND)) * SECOND;
}

type Props = { progress: NonNullable<SourceView["progress"]>; now: number; isPaused: boolean };

/** How much of what lies behind is read, and when the source will have caught up. */
export function ReadingOn({ progress: { from, readTo, endsAt }, now, isPaused }: Props) {
  const whole = Math.max(1, now - Date.parse(from));
  const share = Math.min(1, Math.max(0, (Date.parse(readTo) - Date.parse(from)) / whole));
  return (
    <div className="source-progress">
      <progress value={share} max={1} aria-label="Read of what lies behind" />
      <p>
        <strong>{percent(share)}</strong> of <Time at={from} form="day" /> to now; read up to{" "}
        <Time at={readTo} form="day" />.{" "}
        {isPaused
          ? "It goes on from there."
          : endsAt === null
            ? "The end is not known yet."
            : `Caught up in about ${duration(wholeSeconds(Date.parse(endsAt) - now))}.`}
      </p>
    </div>
  );
}
