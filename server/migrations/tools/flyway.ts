import type { MigrationFile } from "../../../shared/migrations.ts";
import { lineChecksum } from "../checksums.ts";
import { baseName } from "../paths.ts";
import { decodeSource } from "../source-text.ts";
import { readScript } from "../sql/read-script.ts";
import type { Tool } from "./define.ts";
import { compareVersions, type LinearFile, linearDirectory, remembersAll } from "./linear.ts";

/** `V1_2__add_orders.sql`, `R__views.sql`; `U` undoes and `B` stands for what came before it. */
const VERSIONED = /^V(?<version>\d+(?:[._]\d+)*)__(?<description>.+)\.sql$/i;
const REPEATABLE = /^R__(?<description>.+)\.sql$/i;

/** Flyway: SQL files by version. https://documentation.red-gate.com/flyway/flyway-concepts/migrations */
export const flyway: Tool = {
  tool: "flyway",
  title: "Flyway",
  why: "SQL files V1__name.sql by version, then R__name.sql whenever they change. Its table keeps version, success and a CRC-32 of the lines, so a file that was changed after it ran is seen.",
  recognise: (files) => (files.some(({ path }) => VERSIONED.test(baseName(path))) ? 3 : 0),
  read: (files) => {
    const versioned = files.flatMap(versionedFile).sort((a, b) => compareVersions(a.id, b.id));
    const repeatable = files.flatMap(repeatableFile).sort((a, b) => (a.id < b.id ? -1 : 1));
    const directory = linearDirectory([...versioned, ...repeatable]);
    return { ...directory, heads: versioned.slice(-1).map(({ id }) => id) };
  },
  ...remembersAll(
    (row, id) => /^\d/.test(row) && /^\d/.test(id) && compareVersions(row, id) === 0,
    // `<< Flyway Schema Creation >>`
    (row) => row.startsWith("<<"),
  ),
};

function versionedFile(file: MigrationFile): LinearFile[] {
  const version = VERSIONED.exec(baseName(file.path))?.groups?.version;
  return version === undefined ? [] : [linear(file, version.replaceAll("_", "."))];
}

/** Its row has no version; it is known by its description. */
function repeatableFile(file: MigrationFile): LinearFile[] {
  const description = REPEATABLE.exec(baseName(file.path))?.groups?.description;
  return description === undefined ? [] : [linear(file, description.replaceAll("_", " "))];
}

function linear({ path, content }: MigrationFile, id: string): LinearFile {
  return { id, path, steps: readScript(content), checksum: lineChecksum(decodeSource(content).text) };
}
