import type { CountingConfig } from "../shared/config.ts";
import type { ErrorEvent } from "../shared/events.ts";
import { createMemoOfPlaces } from "../shared/memo.ts";
import type { GroupedEvent } from "./group/aggregate.ts";

/** Errors without secrets, by what they say and where: their group is known when they say it again. */
export type KnownErrors = {
  /** An error that belongs to the same group for the same reasons and holds no secret either; undefined where none is known. */
  find: (event: ErrorEvent) => GroupedEvent | undefined;
  /** Takes note of an error in which no secret was found. */
  keep: (grouped: GroupedEvent) => void;
};

const MAX_KNOWN = 1000;
const LONGEST_TEXT = 4000;

const KNOWN = new WeakMap<CountingConfig, KnownErrors>();

/** The errors that are known under a configuration, the same for all who count by it. */
export function knownErrorsOf(config: CountingConfig): KnownErrors {
  const known = KNOWN.get(config) ?? createKnownErrors();
  KNOWN.set(config, known);
  return known;
}

/** An error in the group of a known one. */
export function likeKnown(event: ErrorEvent, known: GroupedEvent): GroupedEvent {
  return {
    event,
    groupId: known.groupId,
    signature: known.signature,
    get title() {
      return known.title;
    },
  };
}

function createKnownErrors(): KnownErrors {
  const memo = createMemoOfPlaces<GroupedEvent>(MAX_KNOWN, LONGEST_TEXT);
  return {
    find: (event) => (event.request === undefined ? memo.find(event.text, isLike(event)) : undefined),
    keep(grouped) {
      if (grouped.event.request === undefined) memo.keep(grouped.event.text, () => grouped);
    },
  };
}

/** Whether two errors are alike in all that redaction, recognition, grouping and the rules of users look at. */
function isLike(one: ErrorEvent): (known: GroupedEvent) => boolean {
  return ({ event }) =>
    // Words that are remembered have the same exceptions, not just equal ones.
    event.exceptions === one.exceptions &&
    event.message === one.message &&
    event.environment === one.environment &&
    event.service === one.service &&
    event.origin === one.origin &&
    event.isBoot === one.isBoot &&
    event.kind === one.kind &&
    event.sqlstate === one.sqlstate &&
    event.helpCode === one.helpCode &&
    event.statement === one.statement;
}
