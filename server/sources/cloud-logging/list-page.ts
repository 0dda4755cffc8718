import type { JsonObject } from "../../../shared/json.ts";
import { SECOND } from "../../../shared/time.ts";
import type { LoggingClient } from "./client.ts";
import { millisecondsOf } from "./moment.ts";
import { restEntry } from "./rest-entry.ts";

/** The most that Cloud Logging gives at once. */
const PAGE_SIZE = 1000;
const CALL_TIMEOUT = 60 * SECOND;

/** One page, oldest entry first. A page without entries may still have a next one; "" means there is none. */
export type LogPage = {
  entries: JsonObject[];
  nextPageToken: string;
  /** When Google received the newest entry of the page, and what time its last entry states; milliseconds since 1970. */
  newestReceivedAt: number | undefined;
  lastEntryAt: number | undefined;
};

export type PageRequest = { project: string; filter: string; pageToken?: string | undefined };

/** One call of entries.list. Rejects as the client does, and is not repeated by it: every repetition spends the quota. */
export async function listPage(client: LoggingClient, { project, filter, pageToken }: PageRequest): Promise<LogPage> {
  const [entries, , response] = await client.listLogEntries(
    {
      resourceNames: [`projects/${project}`],
      filter,
      orderBy: "timestamp asc",
      pageSize: PAGE_SIZE,
      ...(pageToken === undefined ? {} : { pageToken }),
    },
    { autoPaginate: false, retry: null, timeout: CALL_TIMEOUT },
  );
  const received = entries.map((entry) => millisecondsOf(entry.receiveTimestamp) ?? 0);
  return {
    entries: entries.map(restEntry),
    nextPageToken: response?.nextPageToken ?? "",
    newestReceivedAt: entries.length === 0 ? undefined : Math.max(...received),
    lastEntryAt: millisecondsOf(entries.at(-1)?.timestamp),
  };
}
