import { isNameOfValue } from "./name-words.ts";
import type { Statement, StatementTable } from "./statements.ts";
import { differingIndexes, type Together } from "./together.ts";
import { HOLE, isIdentity } from "./tokens.ts";

/** Words that have to be equal around names that are known. */
const MIN_WORDS = 3;
/** Statements of one length that are compared; where there are more, those of `touched` alone. */
const MAX_COMPARED = 2000;

/**
 * Statements that differ at places alone where each word was found to be a value elsewhere: `su: (to root) guest on <*>` once `root` and
 * `guest` are known as users. Only those as long as one of `touched` are looked at.
 */
export function differingInKnownNames(table: StatementTable, touched: ReadonlySet<Statement>): Together[] {
  if (table.fillers.size === 0) return [];
  const byRest = new Map<string, Statement[]>();
  for (const length of new Set([...touched].map(({ tokens }) => tokens.length))) {
    const same = table.byLength.get(length) ?? new Set<Statement>();
    for (const statement of same.size > MAX_COMPARED ? touched : same) {
      const rest = restOf(statement, table.fillers);
      if (rest === undefined) continue;
      const known = byRest.get(rest);
      if (known === undefined) byRest.set(rest, [statement]);
      else known.push(statement);
    }
  }
  return [...byRest.values()].flatMap((statements) => {
    return statements.length < 2 ? [] : [{ statements, indexes: differingIndexes(statements) }];
  });
}

/** The text with a hole for each word that is known as a name; undefined where there is none, or too little beside. */
function restOf({ tokens }: Statement, fillers: ReadonlySet<string>): string | undefined {
  let rest = "";
  let words = 0;
  let names = 0;
  tokens.forEach(({ text, kind }, index) => {
    const isName = kind === "word" && fillers.has(text) && isNameOfValue(text) && !isIdentity(tokens, index);
    if (isName) names++;
    else if (kind === "word") words++;
    rest += `${isName ? HOLE : text} `;
  });
  return names > 0 && words >= MIN_WORDS ? rest : undefined;
}
