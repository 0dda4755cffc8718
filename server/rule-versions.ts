import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RuleVersions } from "../shared/api-reports.ts";
import { VERSION } from "./version.ts";

/** The rooms whose rules decide what a report says. */
const ROOMS = ["normalize", "group", "detect", "correlate", "checks", "causes", "explain", "remediate"] as const;

let known: RuleVersions | undefined;

/** The rules of this installation: its version, and of each room the first 12 hex digits of a hash over its files. Read once. */
export function ruleVersions(): RuleVersions {
  known ??= { plumbline: VERSION, rooms: Object.fromEntries(ROOMS.map((room) => [room, digestOf(room)])) };
  return known;
}

/** The rooms whose rules are not the same in both; undefined where one of the two does not say. */
export function differingRooms(a: RuleVersions, b: RuleVersions): string[] | undefined {
  const [ours, theirs] = [a.rooms, b.rooms];
  if (ours === undefined || theirs === undefined) return undefined;
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter((room) => ours[room] !== theirs[room]);
}

function digestOf(room: string): string {
  const folder = fileURLToPath(new URL(`./${room}`, import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
  const hash = createHash("sha256");
  for (const path of files)
    hash
      .update(`${path}\0`)
      .update(readFileSync(`${folder}/${path}`))
      .update("\0");
  return hash.digest("hex").slice(0, 12);
}
