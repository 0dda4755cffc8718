import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from "react";
import type { LogLine } from "../../../shared/api-incident.ts";
import { Skeleton } from "../../parts/skeleton.tsx";
import { LineRow } from "./line-row.tsx";

type Props = {
  lines: readonly LogLine[];
  /** How many there are, with those that were not read yet. */
  matching: number;
  /** Titles of groups by id. */
  titles: ReadonlyMap<string, string>;
  /** The lines are those of the filters before. */
  isOld: boolean;
  /** The last lines are in sight; undefined where there are no more than these. */
  reachedEnd: (() => void) | undefined;
};

const ROW_HEIGHT_PX = 33;
const OVERSCAN = 8;
/** Rows from the end at which more are asked for. */
const NEAR_END = 60;
/** How far a key goes; Enter and Space open a line, because its button has the focus. */
const STEPS: Record<string, number> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 12,
  PageUp: -12,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Log lines in a box that scrolls, of which only those in sight exist; j, k and arrows walk, Enter opens. */
export const LineList = memo(function LineList({ lines, matching, titles, isOld, reachedEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: OVERSCAN,
    // The frame that scrolls is shown first: rows beyond those that exist already come in the next.
    useFlushSync: false,
    getItemKey: (index) => keyOf(lines[index], index),
    // The line that holds the focus stays, however far it is scrolled away.
    rangeExtractor: (range) => [...new Set([current, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });
  const shown = rows.getVirtualItems();
  const isNearEnd = (shown.at(-1)?.index ?? 0) >= lines.length - NEAR_END;
  useEffect(() => {
    if (isNearEnd) reachedEnd?.();
  }, [isNearEnd, reachedEnd]);
  const toggle = useCallback((key: string) => setOpened((before) => toggled(before, key)), []);
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const isOnRow = event.target instanceof HTMLElement && event.target.matches(".line-head");
    if (step === undefined || !isOnRow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const index = Math.min(lines.length - 1, Math.max(0, current + step));
    setCurrent(index);
    rows.scrollToIndex(index, { align: "auto" });
    focusRow(box.current, index);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys walk between the buttons within.
    <div ref={box} className="line-box" data-old={isOld} aria-busy={isOld} onKeyDown={walk}>
      <ol className="line-list" aria-label="Log lines, in order of time" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const line = lines[index];
          return (
            line && (
              <LineRow
                key={key}
                line={line}
                lineKey={String(key)}
                index={index}
                start={start}
                of={matching}
                groupTitle={titles.get(line.groupId)}
                isCurrent={index === current}
                isOpen={opened.has(String(key))}
                toggle={toggle}
                setCurrent={setCurrent}
                measure={rows.measureElement}
              />
            )
          );
        })}
      </ol>
    </div>
  );
});

/** Holds the place of so many lines while they are read. */
export function LinesToCome({ many }: { many: number }) {
  return (
    <div className="line-box" style={{ height: many * ROW_HEIGHT_PX }} aria-busy="true">
      <Skeleton />
    </div>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return keys.has(key) ? new Set([...keys].filter((one) => one !== key)) : new Set([...keys, key]);
}

function keyOf(line: LogLine | undefined, index: number): string {
  return line === undefined ? String(index) : `${line.timestamp} ${line.insertId} ${line.groupId}`;
}

/** A row that was out of sight exists only after the scroll is drawn. */
function focusRow(box: HTMLElement | null, index: number): void {
  const button = () => box?.querySelector<HTMLElement>(`[data-index="${index}"] .line-head`);
  if (button()) button()?.focus({ preventScroll: true });
  else requestAnimationFrame(() => button()?.focus({ preventScroll: true }));
}
