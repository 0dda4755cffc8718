/** The table in `orders.total_cents` or `"odd.name".id`; undefined for what stands alone, functions among it. */
export function tableOf(object: string): string | undefined {
  const [table] = /^(?:"(?:[^"]|"")*"|[^".(]+)(?=\.)/.exec(object) ?? [];
  return table;
}
