import { type Value, wholeText } from "../python/values.ts";

/** What a model's fields make: columns of its own table, and tables between two models. */
export type FieldParts = { columns: string[]; links: { field: string; table: string | undefined }[] };

/** `models.CharField(…)` and the like under this name; undefined where it is none that Django itself has. */
export function fieldParts(name: string, field: Value | undefined): FieldParts {
  const type = field?.kind === "made" ? field.path.slice(field.path.lastIndexOf(".") + 1) : "";
  const keywords = field?.kind === "made" ? field.keywords : new Map<string, Value>();
  if (type === "ManyToManyField") {
    if (keywords.has("through")) return { columns: [], links: [] };
    return { columns: [], links: [{ field: name, table: wholeText(keywords.get("db_table")) }] };
  }
  if (/^(GenericRelation|GenericForeignKey)$/.test(type)) return { columns: [], links: [] };
  const own = wholeText(keywords.get("db_column"));
  if (own !== undefined) return { columns: [own], links: [] };
  const isKey = /^(ForeignKey|OneToOneField|TreeForeignKey|ParentalKey|TreeOneToOneField)$/.test(type);
  return { columns: [isKey ? `${name}_id` : name], links: [] };
}

/** A name and a field out of `fields=[("id", models.AutoField(…)), …]`. */
export function fieldsOf(value: Value | undefined): [name: string, field: Value][] | undefined {
  if (value?.kind !== "list" || value.isOpen) return undefined;
  const fields = value.items.map((item): [string, Value] | undefined => {
    const [name, field] = item.kind === "list" ? item.items : [];
    const spelling = wholeText(name);
    return spelling === undefined || field === undefined ? undefined : [spelling, field];
  });
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

/** An entry of a dictionary by its name. */
export function entryOf(value: Value | undefined, name: string): Value | undefined {
  if (value?.kind !== "dictionary") return undefined;
  return value.entries.findLast(([key]) => wholeText(key) === name)?.[1];
}
