import type { MigrationFile } from "../../../shared/migrations.ts";
import { forPostgres } from "../paths.ts";
import { decodeSource } from "../source-text.ts";
import type { Planned, ReplayOptions } from "./define.ts";
import { onlyPart, planFiles, schemasOf } from "./plan-files.ts";

/** Marks of tools that keep both directions in one file: goose, sql-migrate, dbmate, node-pg-migrate, Nest. */
const UP = /^[ \t]*--[ \t]*(?:\+goose Up|\+migrate Up|migrate:up|Up Migration)\b.*$/im;
const DOWN =
  /^[ \t]*--[ \t]*(?:\+goose Down|\+migrate Down|migrate:down|Down Migration|@(?:down|undo)|rollback)\b.*$/im;
const NO_TRANSACTION =
  /^[ \t]*--[ \t]*(?:\+goose NO TRANSACTION|migrate:up[ \t]+transaction:false|\+migrate Up[ \t]+notransaction)\b/im;

/** Files that go back, or only look. */
const NOT_UP =
  /(?:[._-](?:down|undo|rollback|revert)\.sql$)|(?:^|\/)(?:down|undo|rollbacks?|revert|verify|seeds?|tests?)\//i;
/** Numbers count as numbers: 10 comes after 9. */
const BY_NAME = new Intl.Collator("en", { numeric: true });

/**
 * A directory of SQL files that belongs to no tool that is known by name: all of them in the order of their names, of each the
 * part that goes up.
 */
export function planPlainSql(files: MigrationFile[], { schema }: ReplayOptions): Planned {
  const own = forPostgres(files)
    .filter(({ path }) => /\.sql$/i.test(path) && !NOT_UP.test(path))
    .sort((a, b) => BY_NAME.compare(a.path, b.path) || (a.path < b.path ? -1 : 1));
  if (own.length === 0) return { refused: "the directory holds no SQL file" };
  return planFiles(
    own.map(({ path, content }) => {
      const text = decodeSource(content).text;
      return { revision: path, path, sql: upPart(text), isTransaction: !NO_TRANSACTION.test(text) };
    }),
    schemasOf(schema),
  );
}

function upPart(text: string): string {
  const up = UP.exec(text);
  const from = up === null ? 0 : up.index + up[0].length;
  const down = text.slice(from).search(DOWN);
  return onlyPart(text, from, down < 0 ? text.length : from + down);
}
