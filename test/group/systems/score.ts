import { recognize } from "../../../server/causes/recognize.ts";
import { Grouper } from "../../../server/group/grouper.ts";

export type Score = { ga: number; fga: number };

/**
 * Shares from 0 to 1 as `plumbline group` is scored: a group is right when it holds all lines of one label and no other; `ga` of lines,
 * `fga` of groups.
 */
export function scoreOf(rows: readonly { text: string; label: string }[]): Score {
  const grouper = new Grouper(recognize);
  const placed = rows.map(({ text, label }) => ({ label, place: grouper.placeText(text) }));
  grouper.settle();
  const groups = Map.groupBy(placed, ({ place }) => place.group);
  const labels = Map.groupBy(placed, ({ label }) => label);
  const right = [...groups.values()].filter(
    (lines) =>
      new Set(lines.map(({ label }) => label)).size === 1 && lines.length === labels.get(lines[0]?.label ?? "")?.length,
  );
  const lines = right.reduce((sum, { length }) => sum + length, 0);
  return { ga: lines / rows.length, fga: (2 * right.length) / (groups.size + labels.size) };
}

/** The mean of one of the shares. */
export function average(scores: readonly Score[], key: keyof Score): number {
  return scores.reduce((sum, score) => sum + score[key], 0) / scores.length;
}
