import { z } from "zod";

/** Ten years, so that a slip of a digit is seen. */
const MAX_DAYS = 3660;
/** The last day is analyzed again and again; one more for what comes late. */
const MIN_DAYS = 2;

const days = (fallback: number, least = MIN_DAYS) => z.number().int().min(least).max(MAX_DAYS).default(fallback);

/**
 * The section `retention` of `plumbline.yaml`: for how many days each kind of data is kept. What an incident that is not
 * resolved needs (its groups, samples, counters, check history and gaps) is kept for as long as that; incidents, people's words and
 * reports are kept for good.
 */
export const retentionSchema = z
  .strictObject({
    /**
     * Keys by which an entry counts once, by days of the entries; at least `minutesDays`. An entry of a day whose keys have gone
     * is refused, because nothing tells whether it was counted. Default 30.
     */
    entryKeysDays: days(30),
    /** Counters per minute of groups and routes, groups without new entries, changes, the history of incidents. Default 30. */
    minutesDays: days(30),
    /** Entries that are shown as examples of a group. Default 30. */
    samplesDays: days(30),
    /** What live checks answered before. Default 30. */
    checksDays: days(30),
    /** Messages to webhooks with the log of their attempts; what still waits is kept. Default 30. */
    deliveriesDays: days(30),
    /** Gaps of sources. Default 90. */
    gapsDays: days(90),
    /** Who did what, and who signed in. Whole months go. Default 400. */
    auditDays: days(400, 30),
    /** Sessions of browsers after their end. Default 1. */
    sessionsDays: days(1, 0),
  })
  .superRefine(({ entryKeysDays, minutesDays }, context) => {
    if (entryKeysDays >= minutesDays) return;
    const message = `expected at least minutesDays (${minutesDays}): entries of a day whose keys are forgotten are refused, while its counters would still be there`;
    context.addIssue({ code: "custom", path: ["entryKeysDays"], message });
  })
  .prefault({});

export type RetentionConfig = z.infer<typeof retentionSchema>;
