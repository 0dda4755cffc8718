/**
 * The SQL of an array of the different values that an indexed column of text has in the rows that a condition lets through, in
 * order: one step in the index for each value.
 */
export function distinctValues(table: string, column: string, condition: string): string {
  const next = (after: string) =>
    `select min(${column}) as ${column} from ${table} where ${condition} and ${column} ${after}`;
  return `(
         with recursive walk as (
           ${next("is not null")}
           union all
           select (${next(`> walk.${column}`)}) from walk where walk.${column} is not null
         )
         select coalesce(array_agg(${column} order by ${column}), '{}') from walk where ${column} is not null
       )`;
}
