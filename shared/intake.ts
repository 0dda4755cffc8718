/** What `POST /api/v1/entries` answers once the entries are stored. The four counts add up: read = the other three. */
export type EntriesResponse = {
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** One for each entry in the order of the body; of more than `MAX_LISTED`, those that were not accepted. */
  entries: EntryOutcome[];
  /** How many are not listed: with `?summary=1`, all. */
  notListed: number;
};

/** What became of one entry. `index` counts from 0. */
export type EntryOutcome =
  | { index: number; insertId: string; outcome: "accepted" | "duplicate" }
  | { index: number; insertId: null; outcome: "rejected"; reason: string };

/** How many outcomes an answer lists at most. */
export const MAX_LISTED = 5000;
