/**
 * What a table holds under a name that others chose. Not what every object has by itself: `constructor`, `toString` and `__proto__`
 * are names that a file or a person may give.
 */
export function namedIn<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
