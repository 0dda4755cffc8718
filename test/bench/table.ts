import type { Figure } from "./parts.ts";
import type { Row } from "./rows.ts";

/** What was done with entries, beside the floor. */
export function tableOfRows(rows: readonly Row[]): string {
  const head = ["what", "entries", "wall s", "CPU s", "entries/s", "× floor", "× floor CPU", "RSS MB", ""];
  const lines = rows.map((row) => [
    row.what,
    String(row.entries),
    row.wall.toFixed(2),
    row.cpu.toFixed(2),
    String(row.entriesPerSecond),
    row.ratio.toFixed(2),
    row.cpuRatio.toFixed(2),
    String(row.rssMb),
    row.note,
  ]);
  return tableOf([head, ...lines]);
}

/** The figures of the parts; `floorPerSecond` is what the floor reads in a second, beside which all of them stand. */
export function tableOfFigures(figures: readonly Figure[], floorPerSecond: number): string {
  const head = ["what", "", "unit", "beside the floor", ""];
  const lines = figures.map((figure) => [
    figure.what,
    String(figure.value),
    figure.unit,
    besideFloor(figure, floorPerSecond),
    figure.note,
  ]);
  return tableOf([head, ...lines]);
}

/** A rate as a share of the floor's; a time as the entries that the floor reads meanwhile. */
export function besideFloor({ value, unit }: Figure, floorPerSecond: number): string {
  if (unit === "entries/s") return `${(value / floorPerSecond).toFixed(2)} ×`;
  return `${Math.round((value / 1000) * floorPerSecond)} entries`;
}

/** Lines whose columns are as wide as they need to be: the first and the last to the left, the others to the right. */
function tableOf(lines: readonly string[][]): string {
  const last = (lines[0]?.length ?? 1) - 1;
  const widths = Array.from({ length: last + 1 }, (_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const shown = (cells: string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === last ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  return `${lines.map(shown).join("\n")}\n`;
}
