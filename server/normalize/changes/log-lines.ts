import type { ChangeEvent, Place } from "../../../shared/events.ts";
import type { LogEntry } from "../../../shared/log-entry.ts";
import { entryRef } from "../entry-ref.ts";

const INSTANCE_START = /^Starting new instance\. Reason: ([A-Z_]{1,60})/;
/** What migration tools print for a step that they take; most text has none of these words. */
const MIGRATION_WORDS =
  /Running (?:up|down)grade |Migrating schema |Applying migration |Applying \w+\.\d|: migrated \(|ChangeSet .{1,200} ran successfully|### MIGRATION /;
const MIGRATION_LINES = [
  [
    /Running upgrade (\S{0,100}) ?-> (\S{1,100}?)(?:, (.{0,200}))?$/m,
    (parts) =>
      `Alembic ran the upgrade ${parts[1] ? `from ${parts[1]} ` : ""}to ${parts[2]}${parts[3] ? ` (${parts[3].trim()})` : ""}.`,
  ],
  [
    /Running downgrade (\S{1,100}) ?-> (\S{0,100}?)(?:, (.{0,200}))?$/m,
    (parts) => `Alembic ran the downgrade from ${parts[1]} to ${parts[2] || "base"}.`,
  ],
  [
    /Migrating schema [`"](.{1,100}?)[`"] to version "?([^"\n]{1,200}?)"?$/m,
    (parts) => `Flyway migrated schema ${parts[1]} to version ${parts[2]}.`,
  ],
  [/Applying migration [`'"](.{1,200}?)[`'"]/, (parts) => `Migration ${parts[1]} was applied.`],
  [/Applying (\w{1,100}\.\d\w{0,150})\.\.\. OK/, (parts) => `Django applied migration ${parts[1]}.`],
  [/== ?(\d{1,20} \w{1,150}): migrated \(/, (parts) => `Rails ran migration ${parts[1]}.`],
  [/ChangeSet (.{1,200}?) ran successfully/, (parts) => `Liquibase ran change set ${parts[1]}.`],
] as const satisfies [RegExp, (parts: RegExpExecArray) => string][];

/** A change that a line of the platform or of a migration tool tells of: a new instance, a migration that ran. */
export function lineChange(entry: LogEntry, place: Place, text: string): ChangeEvent | undefined {
  const head = text.length > 600 ? text.slice(0, 600) : text;
  const start = head.startsWith("Starting new instance") ? INSTANCE_START.exec(head) : null;
  if (start !== null) return change(entry, place, "instance-start", `A new instance was started (${start[1]}).`);
  if (!MIGRATION_WORDS.test(head)) return undefined;
  for (const [pattern, words] of MIGRATION_LINES) {
    const parts = pattern.exec(head);
    if (parts !== null) return change(entry, place, "migration", words(parts));
  }
  return undefined;
}

function change(entry: LogEntry, place: Place, kind: ChangeEvent["kind"], statement: string): ChangeEvent {
  return { ...place, at: entry.at, kind, statement, entry: entryRef(entry) };
}
