import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type ReactNode,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { count } from "../lib/format.ts";
import { type Shortcuts, useShortcuts } from "../lib/shortcuts.ts";
import "./virtual-table.css";

/** What a row puts on its `<tr>`, so that its height is measured and keys find it. */
export type RowPlace = { index: number; measure: (row: HTMLTableRowElement | null) => void };

type Props<T> = {
  /** Tells one question's rows from another's: a new list is read from its top. Undefined while rows are those of the one before. */
  list: string | undefined;
  /** Undefined where a row is not read yet. */
  items: readonly (T | undefined)[];
  idOf: (item: T) => string;
  columns: readonly string[];
  caption: string;
  rowHeightPx: number;
  /** The rows are those of the question before. */
  isOld: boolean;
  row: (item: T, place: RowPlace) => ReactNode;
  /** Told which rows are in sight, both ends within, when others are. */
  show: (firstRow: number, lastRow: number) => void;
};

/** Rows above and below the screen that exist already. */
const OVERSCAN = 6;

/** A table of which only the rows near the screen exist; j and k walk from row to row. */
export function VirtualTable<T>(props: Props<T>) {
  const { list, items, idOf, columns, caption, rowHeightPx, isOld, row, show } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters may take another height above the table.
  useLayoutEffect(() => setOffset(body.current?.offsetTop ?? 0), [list]);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeightPx,
    overscan: OVERSCAN,
    // The frame that scrolls is shown first: rows beyond those that exist already come in the next.
    useFlushSync: false,
    scrollMargin: offset,
    getItemKey: (index) => (items[index] === undefined ? index : idOf(items[index])),
  });
  useTopOfList(list, offset);
  const isRead = (index: number) => items[index] !== undefined;
  useRowKeys(
    list,
    { rowCount: items.length, isRead, show: (index) => rows.scrollToIndex(index, { align: "auto" }) },
    body,
  );

  const shown = useUnhurried(rows.getVirtualItems()).filter(({ index }) => index < items.length);
  const [firstShown, lastShown] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => show(firstShown, lastShown), [firstShown, lastShown, show]);
  const before = (shown[0]?.start ?? offset) - offset;
  const after = rows.getTotalSize() - ((shown.at(-1)?.end ?? offset) - offset);
  return (
    <table className="list-table" aria-rowcount={items.length + 1} aria-busy={isOld} data-old={isOld}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {before > 0 && <Gap height={before} columns={columns.length} />}
        {shown.map(({ index }) => {
          const item = items[index];
          if (item !== undefined) return row(item, { index, measure: rows.measureElement });
          return <UnreadRow key={index} index={index} height={rowHeightPx} columns={columns.length} />;
        })}
        {after > 0 && <Gap height={after} columns={columns.length} />}
      </tbody>
    </table>
  );
}

/** Rows that come into sight keep no letter waiting that is typed meanwhile; the first ones are drawn at once. */
function useUnhurried<T>(rows: T[]): T[] {
  const later = useDeferredValue(rows);
  return later.length === 0 ? rows : later;
}

/** Stands for a row that is in sight before it is read. */
function UnreadRow({ index, height, columns }: { index: number; height: number; columns: number }) {
  return (
    <tr aria-rowindex={index + 2} aria-busy="true">
      <td colSpan={columns} style={{ height }} className="quiet">
        Row {count(index + 1)} is being read
      </td>
    </tr>
  );
}

/** Stands for the rows that are out of sight. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

/** Another list is shown from its first row on. */
function useTopOfList(list: string | undefined, offset: number): void {
  const shown = useRef(list);
  useLayoutEffect(() => {
    if (list === undefined || shown.current === list) return;
    const isFirst = shown.current === undefined;
    shown.current = list;
    if (!isFirst && window.scrollY > offset) window.scrollTo({ top: 0 });
  }, [list, offset]);
}

/** A row that was out of sight exists only some frames after the scroll. */
const MOST_FRAMES = 30;

function focusOnceThere(find: () => HTMLElement | null | undefined, framesLeft = MOST_FRAMES): void {
  const link = find();
  if (link) link.focus();
  else if (framesLeft > 0) requestAnimationFrame(() => focusOnceThere(find, framesLeft - 1));
}

type Walk = { rowCount: number; isRead: (index: number) => boolean; show: (index: number) => void };

/** j and k walk from row to row; Enter opens, because the row's link has the focus. */
function useRowKeys(list: string | undefined, walk: Walk, body: RefObject<HTMLTableSectionElement | null>): void {
  const selected = useRef(-1);
  useEffect(() => {
    if (list !== undefined) selected.current = -1;
  }, [list]);
  const current = useRef(walk);
  current.current = walk;
  const go = useCallback(
    (step: number) => {
      const { rowCount, isRead, show } = current.current;
      const index = Math.min(rowCount - 1, Math.max(0, selected.current + step));
      show(index);
      // Shown, it is read, and the next key reaches it.
      if (!isRead(index)) return;
      selected.current = index;
      const link = () => body.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
      focusOnceThere(() => (selected.current === index ? link() : undefined));
    },
    [body],
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
