import type { ReplayReport } from "../../../shared/replay.ts";
import { plural } from "../../../shared/words.ts";

/** What a replay gave, for a person; the differences are listed by whoever lists differences. Begins with a blank line. */
export function replayText(replay: ReplayReport): string {
  const ran = `${plural(replay.applied.length, "migration")} ran in a scratch database`;
  const lines = ["", stateLine(replay, ran), ...replay.notes.map((note) => `  ${note}`)];
  return `${lines.join("\n")}\n`;
}

function stateLine({ state, failed, reason }: ReplayReport, ran: string): string {
  if (failed !== null) return `Replay: ${ran}, then ${failed.file}:${failed.line} failed: ${failed.message}.`;
  if (state === "unknown") return `Replay: nothing was run: ${reason}.`;
  if (state === "same") return `Replay: ${ran}, and the database has the schema that they make.`;
  return `Replay: ${ran}${state === "drift" ? ", and the database has another schema than they make." : "."}`;
}
