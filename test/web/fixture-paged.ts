/** The rows of one page, as the API gives them. */
export function pageOf<T>(rows: readonly T[], { limit = 1000, offset = 0 }: Record<string, unknown>): T[] {
  return rows.slice(Number(offset), Number(offset) + Number(limit));
}
