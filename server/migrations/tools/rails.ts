import type { MigrationFile } from "../../../shared/migrations.ts";
import { baseName } from "../paths.ts";
import { planStructure } from "../replay/rails-structure.ts";
import { readRuby } from "../ruby/read-ruby.ts";
import { decodeSource } from "../source-text.ts";
import type { Tool } from "./define.ts";
import { compareVersions, type LinearFile, linearDirectory, remembersAll } from "./linear.ts";

const FILE = /^(?<version>\d+)_\w+(?:\.\w+)?\.rb$/;

/** Rails: Ruby files by number. https://guides.rubyonrails.org/active_record_migrations.html */
export const rails: Tool = {
  tool: "rails",
  title: "Rails",
  why: "Files db/migrate/20240102030405_name.rb by number. schema_migrations holds each number; the lines of change and up are read where their names stand in them.",
  recognise: (files) => (files.some(({ path }) => FILE.test(baseName(path))) ? 3 : 0),
  read: (files) => linearDirectory(files.flatMap(migration).sort((a, b) => compareVersions(a.id, b.id))),
  replay: planStructure,
  ...remembersAll((row, id) => compareVersions(row, id) === 0),
};

function migration({ path, content }: MigrationFile): LinearFile[] {
  const version = FILE.exec(baseName(path))?.groups?.version;
  return version === undefined ? [] : [{ id: version, path, steps: readRuby(decodeSource(content).text) }];
}
