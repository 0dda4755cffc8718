/** Minutes of a stretch at each level of plumbline.count_pack: ten minutes, an hour, a day. */
export const LEVEL_MINUTES = [10, 60, 1440] as const;
export type Level = 0 | 1 | 2;

/** A stretch that is read from a pack. */
export type PackPiece = { level: Level; slot: number };
/** Minutes that are read one by one, both ends within. */
export type MinutePiece = { first: number; last: number };
export type Pieces = { packs: PackPiece[]; minutes: MinutePiece[] };

/**
 * What the minutes from `first` to `last`, both within, are added up of: days, hours and ten minutes that lie wholly within and
 * hold none of the stretches of ten minutes in `changed`, and single minutes for the rest.
 */
export function piecesOf(first: number, last: number, changed: ReadonlySet<number>): Pieces {
  const unpacked = LEVEL_MINUTES.map(
    (minutes) => new Set([...changed].map((slot) => Math.floor((slot * LEVEL_MINUTES[0]) / minutes))),
  );
  const isPacked = (level: Level, at: number) => {
    const minutes = LEVEL_MINUTES[level];
    return at % minutes === 0 && at + minutes - 1 <= last && unpacked[level]?.has(at / minutes) === false;
  };
  const pieces: Pieces = { packs: [], minutes: [] };
  for (let at = first; at <= last; ) {
    const level = ([2, 1, 0] as const).find((one) => isPacked(one, at));
    const end = level === undefined ? Math.min(last, endOfSlot(at)) : at + LEVEL_MINUTES[level] - 1;
    if (level === undefined) addMinutes(pieces.minutes, at, end);
    else pieces.packs.push({ level, slot: at / LEVEL_MINUTES[level] });
    at = end + 1;
  }
  return pieces;
}

function endOfSlot(minute: number): number {
  return minute - (minute % LEVEL_MINUTES[0]) + LEVEL_MINUTES[0] - 1;
}

function addMinutes(pieces: MinutePiece[], first: number, last: number): void {
  const before = pieces.at(-1);
  if (before?.last === first - 1) before.last = last;
  else pieces.push({ first, last });
}
