import type { Form } from "./forms.ts";
import type { Statement, StatementTable } from "./statements.ts";
import { isNameLike } from "./tokens.ts";

type Found = { from: Statement; form: Form };

/**
 * Joins statements to others that are one of their forms: what changed to those that are known, and what is known to what changed.
 * A word in brackets behind a value is of the value only where it looks like a name, or several stand there.
 */
export function joinForms(table: StatementTable): void {
  const texts = new Set([...table.changed].flatMap(({ text, forms }) => [text, ...forms.map((form) => form.text)]));
  const known = [...texts].filter((text) => table.byText.has(text));
  const found = known.flatMap((text) => withoutRemarks(leadingTo(table, text)));
  // What becomes shorter goes from long to short, what becomes longer the other way: each step is there when it is looked for.
  const byLength = found.sort((a, b) => lengthOf(b) - lengthOf(a) || (a.from.text < b.from.text ? -1 : 1));
  const [longer, shorter] = [byLength.filter(isLonger).reverse(), byLength.filter((one) => !isLonger(one))];
  for (const { from, form } of [...shorter, ...longer]) {
    if (table.byText.get(from.text) === from && table.byText.has(form.text)) table.move(from, form.tokens);
  }
}

/** Joins statements in which values stand beside each other to the one that has them as one value, where one of the two is `touched`. */
export function joinShorter(table: StatementTable, touched: ReadonlySet<Statement>): void {
  const longer = [...touched].flatMap((one) => [one, ...(table.byShorter.get(one.text) ?? [])]);
  for (const from of longer) {
    const { shorter } = from;
    if (shorter === undefined || table.byText.get(from.text) !== from) continue;
    if (table.byText.has(shorter.text)) table.move(from, shorter.tokens);
  }
}

/** The statements of which this text is a form. */
function leadingTo(table: StatementTable, text: string): Found[] {
  return [...(table.byForm.get(text) ?? [])].flatMap((from) =>
    from.forms.filter((form) => form.text === text).map((form) => ({ from, form })),
  );
}

/** Without those that leave out the one word that was seen there, where that does not look like a name. */
function withoutRemarks(found: readonly Found[]): Found[] {
  const names = new Set(found.flatMap(({ form }) => form.name ?? []));
  return found.filter(({ form: { name } }) => name === undefined || names.size > 1 || isNameLike(name));
}

function lengthOf({ from }: Found): number {
  return from.tokens.length;
}

function isLonger({ from, form }: Found): boolean {
  return form.tokens.length > from.tokens.length;
}
