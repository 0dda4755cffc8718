import { isAnnounced, isVarying, type Slot } from "./slot.ts";
import { type Statement, type StatementTable, slotOf } from "./statements.ts";

/** Statements, and the places at which all of them vary. */
export type Together = { statements: readonly Statement[]; indexes: readonly number[] };

/** Words that were found to be values elsewhere; all words, to ask what would be. */
type Fillers = ReadonlySet<string> | "all";

const NONE: ReadonlySet<string> = new Set();
/** Statements that have to differ together; two may as well be two mistakes, but where nouns announce their words, or these were found to be values. */
const MIN_STATEMENTS = 3;

/**
 * Statements of one frame that differ at several places at once, each of which varies by what stands there: `[cart] Job "reindex"
 * started` and `[mail] Job "digest" started`. Those that would, if their words turn out to be values, are looked at again next time.
 */
export function varyingTogether(table: StatementTable): Together[] {
  const frames = [...table.waitingFrames];
  table.waitingFrames.clear();
  return frames.flatMap((frame) => {
    const same = [...(table.byFrame.get(frame) ?? [])];
    const found = partsOf(same, table.fillers);
    if (sizeOf(found) < sizeOf(partsOf(same, "all"))) table.waitingFrames.add(frame);
    return found;
  });
}

function isOfFillers({ values, fillers }: Slot): boolean {
  return [...values].every((value) => fillers.has(value));
}

function sizeOf(parts: readonly Together[]): number {
  return parts.reduce((sum, { statements }) => sum + statements.length, 0);
}

/** A place that does not vary tells statements apart: those that are equal there are looked at by themselves. */
function partsOf(same: readonly Statement[], fillers: Fillers): Together[] {
  const indexes = differingIndexes(same);
  if (indexes.length < 2) return [];
  const slots = indexes.map((index) => slotAmong(same, index, indexes, fillers));
  if (same.length < MIN_STATEMENTS && !slots.every((slot) => isOfFillers(slot) || isAnnounced(slot))) return [];
  const telling = indexes[slots.findIndex((slot) => !isVarying(slot))];
  if (telling === undefined) return [{ statements: same, indexes }];
  const parts = Map.groupBy(same, ({ ids }) => ids[telling] ?? 0);
  return [...parts.values()].flatMap((part) => partsOf(part, fillers));
}

/** The places at which not all of these statements are equal. */
export function differingIndexes(same: readonly Statement[]): number[] {
  const [first, ...others] = same;
  if (first === undefined) return [];
  return first.tokens.flatMap((_, index) => (others.some(({ ids }) => ids[index] !== first.ids[index]) ? [index] : []));
}

/** What stands at a place, where the words at the other places that differ do not count as equal. */
function slotAmong(same: readonly Statement[], index: number, indexes: readonly number[], fillers: Fillers): Slot {
  const slot = slotOf(same, index, fillers === "all" ? NONE : fillers, indexes);
  return fillers === "all" ? { ...slot, fillers: slot.values } : slot;
}
