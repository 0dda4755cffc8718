import type { MigrationFile } from "../../../shared/migrations.ts";
import { lineChecksum } from "../checksums.ts";
import { addUnread, noSteps } from "../operations.ts";
import { baseName, forPostgres } from "../paths.ts";
import { planFlyway } from "../replay/flyway.ts";
import { decodeSource } from "../source-text.ts";
import { readScript } from "../sql/read-script.ts";
import type { Directory, Tool } from "./define.ts";
import { compareVersions, type LinearFile, linearDirectory, remembersAll } from "./linear.ts";

/** `V1_2__add_orders.sql`, `B10__baseline.sql`, `R__views.sql`; `U1__…` undoes. A program has the same name as a script. */
const NAME =
  /^(?:(?<prefix>[VB])(?<version>\d+(?:[._]\d+)*)(?:__(?<title>.+))?|R__(?<description>.+))\.(?<type>sql|java|kt|groovy|scala)$/i;

type Script = LinearFile & { content: Uint8Array; kind: "V" | "B" | "R" };

const rows = remembersAll(
  (row, id) => /^\d/.test(row) && /^\d/.test(id) && compareVersions(row, id) === 0,
  // `<< Flyway Schema Creation >>`, `<< Flyway Baseline >> 3`
  (row) => row.startsWith("<<"),
);

/** Flyway: SQL files by version. https://documentation.red-gate.com/flyway/flyway-concepts/migrations */
export const flyway: Tool = {
  tool: "flyway",
  title: "Flyway",
  why: "SQL files V1__name.sql by version, then R__name.sql whenever they change; B1__name.sql stands for all versions up to its own, U1__name.sql is for going back and is not read. Its table keeps version, success and a CRC-32 of the lines, so a file that was changed after it ran is seen.",
  recognise: (files) => (files.some(({ path }) => /^[VB]\d+(?:[._]\d+)*__.+\.sql$/i.test(baseName(path))) ? 3 : 0),
  read: (files) => {
    const scripts = scriptsIn(files);
    const versioned = scripts.filter(({ kind }) => kind !== "R");
    return { ...linearDirectory(scripts), heads: versioned.slice(-1).map(({ id }) => id) };
  },
  replay: (files, options) => planFlyway(scriptsIn(files), files, options),
  versionRows: rows.versionRows,
  applied: (directory, given) => rows.applied(directory, withBaseline(directory, given)),
  pending: (directory, given) => rows.pending(directory, withBaseline(directory, given)),
  standing: (directory, given, live) => rows.standing(directory, withBaseline(directory, given), live),
};

/** In the order in which Flyway runs them: a baseline where no version is below it, versions, then what is repeatable. */
function scriptsIn(files: MigrationFile[]): Script[] {
  const all = forPostgres(files).flatMap(scriptOf);
  const versions = all.filter(({ kind }) => kind === "V");
  const isWanted = ({ id }: Script) => !versions.some((one) => compareVersions(one.id, id) <= 0);
  const baseline = all
    .filter((one) => one.kind === "B" && isWanted(one))
    .sort(byVersion)
    .slice(-1);
  const repeatable = all.filter(({ kind }) => kind === "R").sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...baseline, ...versions.sort(byVersion), ...repeatable];
}

function byVersion(a: Script, b: Script): number {
  return compareVersions(a.id, b.id);
}

function scriptOf({ path, content }: MigrationFile): Script[] {
  const { prefix, version, description, type } = NAME.exec(baseName(path))?.groups ?? {};
  if (type?.toLowerCase() !== "sql")
    return type === undefined ? [] : [programOf({ path, content }, version, description)];
  const kind = version === undefined ? "R" : prefix?.toUpperCase() === "B" ? "B" : "V";
  const id = idOf(version, description);
  const checksum = lineChecksum(decodeSource(content).text);
  return [{ id, path, content, kind, steps: readScript(content), checksum }];
}

/** What a class does is not read; its row has no checksum of its file. */
function programOf(
  { path, content }: MigrationFile,
  version: string | undefined,
  description: string | undefined,
): Script {
  const steps = noSteps();
  addUnread(steps, 1, "a program, not SQL: which tables it creates or drops is not read");
  return { id: idOf(version, description), path, content, kind: version === undefined ? "R" : "V", steps };
}

/** The row of a repeatable script has no version; it is known by its description. */
function idOf(version: string | undefined, description: string | undefined): string {
  return version?.replaceAll("_", ".") ?? description?.replaceAll("_", " ") ?? "";
}

/** The rows, and every version up to that of a baseline: a database that was begun with one never runs those. */
function withBaseline({ revisions }: Directory, given: string[]): string[] {
  const baseline = given
    .flatMap((row) => BASELINE.exec(row)?.[1] ?? [])
    .sort(compareVersions)
    .at(-1);
  if (baseline === undefined) return given;
  const ids = revisions.map(({ revision }) => revision).filter((id) => /^\d/.test(id));
  return [...given, ...ids.filter((id) => compareVersions(id, baseline) <= 0)];
}

/** How a row of type BASELINE or SQL_BASELINE is handed over. */
const BASELINE = /^<< Flyway Baseline >> (\d[\d.]*)$/;
