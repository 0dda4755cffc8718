import { type Look, nameAsked, parameter, type Reader } from "./look.ts";
import { findRelations } from "./relation.ts";
import { nearNames, type Spelling, spellingsOf } from "./spelling.ts";

type Column = {
  table: string;
  name: string;
  type: string;
  isNotNull: boolean;
  default: string | null;
  isGenerated: boolean;
};

/**
 * Whether a relation has a column, and of what kind. PostgreSQL names the relation in only two of the three spellings of
 * 42703, and then it may be an alias: where no relation of that name exists, every table is searched for the column.
 */
export const column: Look<"column"> = async (reader, question) => {
  const asked = spellingsOf(nameAsked(question, "column")).at(0);
  const name = asked?.name ?? question.target;
  const relation = parameter(question, "relation", "table") ?? asked?.schema ?? undefined;
  const found = relation === undefined ? [] : await findRelations(reader, spellingsOf(relation));
  const columns = found.length > 0 ? await columnsOf(reader, found) : await columnsNamed(reader, name);
  const own = columns.filter((one) => one.name === name);
  const first = own[0];
  return {
    relationExists: relation === undefined ? null : found.length > 0,
    columnExists: found.length > 0 && own.length > 0,
    tables: [...new Set(own.map(({ table }) => table))],
    nearNames:
      own.length > 0
        ? []
        : nearNames(
            name,
            columns.map((one) => one.name),
          ),
    type: first?.type ?? null,
    isNotNull: first?.isNotNull ?? null,
    default: first?.default ?? null,
    isGenerated: first?.isGenerated ?? null,
  };
};

const COLUMNS = `select n.nspname || '.' || c.relname as "table",
            a.attname::text as "name",
            pg_catalog.format_type(a.atttypid, a.atttypmod) as "type",
            a.attnotnull as "isNotNull",
            pg_catalog.pg_get_expr(d.adbin, d.adrelid) as "default",
            a.attgenerated <> '' or a.attidentity <> '' as "isGenerated"
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped`;

/** All columns of the relation that queries find: the visible one, else the first. */
function columnsOf(reader: Reader, found: { schema: string; name: string; isVisible: boolean }[]): Promise<Column[]> {
  const best = found.find(({ isVisible }) => isVisible) ?? found[0];
  return reader.rows<Column>(`${COLUMNS}\n      and n.nspname = $1 and c.relname = $2\n    order by a.attnum`, [
    best?.schema ?? null,
    best?.name ?? null,
  ]);
}

function columnsNamed(reader: Reader, name: Spelling["name"]): Promise<Column[]> {
  return reader.rows<Column>(
    `${COLUMNS}
      and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and a.attname = $1
    order by 1
    limit 50`,
    [name],
  );
}
