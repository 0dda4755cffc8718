/**
 * The address of a query in the Logs Explorer: matrix parameters before the question mark, the characters that end one
 * encoded too. `at` (RFC 3339) puts the cursor on one moment.
 */
export function logsExplorerUrl(project: string, query: string, at?: string): string {
  const cursor = at === undefined ? "" : `;cursorTimestamp=${at}`;
  return `https://console.cloud.google.com/logs/query;query=${encodeMatrix(query)}${cursor}?project=${encodeMatrix(project)}`;
}

/** A query for single entries, by insertId and timestamp. */
export function entryQuery(entries: readonly { insertId: string; timestamp: string }[]): string {
  return entries
    .map((entry) => `(insertId=${quote(entry.insertId)} AND timestamp=${quote(entry.timestamp)})`)
    .join("\nOR ");
}

/** A string of the Logging query language. */
export function quote(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}

/** encodeURIComponent leaves five characters that end or group a matrix parameter. */
function encodeMatrix(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
