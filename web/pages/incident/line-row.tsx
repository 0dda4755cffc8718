import { ChevronRight } from "lucide-react";
import { memo } from "react";
import { Link } from "wouter";
import type { LogLine } from "../../../shared/api-incident.ts";
import { visible } from "../../lib/text.ts";
import { LogLineBody } from "../../parts/log-lines.tsx";
import { Time } from "../../parts/time.tsx";

/** What of a line stands in its row; the whole of it in what opens. */
const ROW_CHARACTERS = 300;

type Props = {
  line: LogLine;
  lineKey: string;
  index: number;
  /** Where the row stands in the list, pixels from its top. */
  start: number;
  /** How many rows there are. */
  of: number;
  groupTitle: string | undefined;
  /** Tab leads to one row of the list, keys from there to the others. */
  isCurrent: boolean;
  isOpen: boolean;
  toggle: (lineKey: string) => void;
  setCurrent: (index: number) => void;
  measure: (row: HTMLLIElement | null) => void;
};

/** One log line: its time, severity and beginning in a row that opens to all that is kept of it. */
export const LineRow = memo(function LineRow(props: Props) {
  const { line, lineKey, index, start, of, groupTitle, isCurrent, isOpen, toggle, setCurrent, measure } = props;
  return (
    <li
      ref={measure}
      className="line-row"
      data-index={index}
      aria-setsize={of}
      aria-posinset={index + 1}
      style={{ transform: `translateY(${start}px)` }}
    >
      <button
        type="button"
        className="line-head"
        aria-expanded={isOpen}
        tabIndex={isCurrent ? 0 : -1}
        onClick={() => toggle(lineKey)}
        onFocus={() => setCurrent(index)}
      >
        <ChevronRight size={14} aria-hidden="true" className="line-arrow" />
        <Time at={line.timestamp} form="second" />
        <span className="log-severity" data-severity={line.severity}>
          {line.severity}
        </span>
        <span className="line-text" dir="auto">
          {visible(line.text.slice(0, ROW_CHARACTERS).replaceAll(/\s+/g, " "))}
        </span>
      </button>
      {isOpen && (
        <div className="line-body">
          {groupTitle !== undefined && (
            <p className="quiet">
              Group <Link href={`/groups/${line.groupId}`}>{groupTitle}</Link>
            </p>
          )}
          <LogLineBody sample={line} />
        </div>
      )}
    </li>
  );
});
