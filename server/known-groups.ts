import type { ErrorEvent } from "../shared/events.ts";
import { createMemoOfPlaces } from "../shared/memo.ts";
import { isDecidedByMessage, mayHideAnother } from "./causes/recognize.ts";
import type { GroupedEvent } from "./group/aggregate.ts";
import { likeKnown } from "./known-errors.ts";

const MAX_KNOWN = 2000;
const LONGEST_MESSAGE = 600;

/** What was found for an error; no group where more than its message decides. */
type Known = { event: ErrorEvent; grouped: GroupedEvent | undefined };

/**
 * The same as `group`, which may look at the events that it is given and at nothing else: for an error whose message alone decides which
 * failure it is, what was found for such a message is given again.
 */
export function rememberingGroups(group: (event: ErrorEvent) => GroupedEvent): (event: ErrorEvent) => GroupedEvent {
  const memo = createMemoOfPlaces<Known>(MAX_KNOWN, LONGEST_MESSAGE);
  return (event) => {
    if (event.request !== undefined) return group(event);
    const known = memo.find(event.message, (row) => decidesTheSame(row.event, event));
    if (known?.grouped !== undefined && !mayHideAnother(event)) return likeKnown(event, known.grouped);
    const grouped = group(event);
    if (known === undefined) memo.keep(event.message, () => knownOf(grouped));
    return grouped;
  };
}

function knownOf(grouped: GroupedEvent): Known {
  const { event } = grouped;
  return { event, grouped: isDecidedByMessage(event) ? grouped : undefined };
}

/** Whether all is the same that decides which group an error belongs to where its message decides which failure it is. */
function decidesTheSame(one: ErrorEvent, other: ErrorEvent): boolean {
  return (
    one.service === other.service &&
    one.sqlstate === other.sqlstate &&
    one.exceptions[0]?.type === other.exceptions[0]?.type &&
    one.isBoot === other.isBoot &&
    one.kind === other.kind &&
    one.origin === other.origin &&
    one.environment === other.environment
  );
}
