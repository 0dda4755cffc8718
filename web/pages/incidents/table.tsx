import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { IncidentSummary } from "../../../shared/api.ts";
import { type Shortcuts, useShortcuts } from "../../lib/shortcuts.ts";
import { IncidentRow } from "./row.tsx";

const ROW_HEIGHT_PX = 76;
const COLUMNS = ["Severity", "Incident", "Symptom", "Cause", "Remediation", "Age"] as const;

/** The incidents as a table of which only the rows near the screen exist. */
export function IncidentTable({ incidents, isOld }: { incidents: IncidentSummary[]; isOld: boolean }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(body.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: incidents.length,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
    scrollMargin: offset,
    getItemKey: (index) => incidents[index]?.id ?? index,
  });
  useRowKeys(incidents.length, (index) => rows.scrollToIndex(index, { align: "auto" }), body);

  const items = rows.getVirtualItems();
  const before = (items[0]?.start ?? offset) - offset;
  const after = rows.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  return (
    <table className="incidents" aria-rowcount={incidents.length + 1} aria-busy={isOld} data-old={isOld}>
      <caption className="visually-hidden">Incidents, active ones first, then by severity</caption>
      <thead>
        <tr aria-rowindex={1}>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {before > 0 && <Gap height={before} />}
        {items.map((item) => {
          const incident = incidents[item.index];
          return (
            incident && (
              <IncidentRow key={item.key} incident={incident} index={item.index} measure={rows.measureElement} />
            )
          );
        })}
        {after > 0 && <Gap height={after} />}
      </tbody>
    </table>
  );
}

/** Stands for the rows that are out of sight. */
function Gap({ height }: { height: number }) {
  return (
    <tr>
      <td colSpan={COLUMNS.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

/** j and k walk from row to row; Enter opens, because the row's link has the focus. */
function useRowKeys(
  rowCount: number,
  show: (index: number) => void,
  body: React.RefObject<HTMLTableSectionElement | null>,
): void {
  const selected = useRef(-1);
  const showRow = useRef(show);
  showRow.current = show;
  const go = useCallback(
    (step: number) => {
      selected.current = Math.min(rowCount - 1, Math.max(0, selected.current + step));
      const index = selected.current;
      showRow.current(index);
      const link = () => body.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
      // A row that was out of sight exists only after the scroll is drawn.
      if (link()) link()?.focus();
      else requestAnimationFrame(() => link()?.focus());
    },
    [rowCount, body],
  );
  useEffect(() => {
    const rows = body.current;
    // Whoever reaches a row by Tab or by a click walks on from there.
    const follow = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
      if (row) selected.current = Number(row.dataset.index);
    };
    rows?.addEventListener("focusin", follow);
    return () => rows?.removeEventListener("focusin", follow);
  }, [body]);
  const shortcuts = useMemo((): Shortcuts => ({ j: () => go(1), k: () => go(-1) }), [go]);
  useShortcuts(shortcuts);
}
