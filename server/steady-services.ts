import type { ErrorGroup, RouteTraffic } from "../shared/group.ts";
import { eachInSteps, groupInSteps, type Steps } from "../shared/in-steps.ts";
import { placeNames } from "../shared/place-names.ts";
import { MINUTE, SECOND } from "../shared/time.ts";

/** So long what is known of a service may stand where no more than counts moved, or as long as so many looks take. */
const STANDS_FOR = 5 * SECOND;
const STANDS_FOR_LOOKS = 4;
/** Each event of so young a group may decide something. */
const YOUNG = 50;
/** Growth that is news. */
const MUCH_MORE = 1.5;
/** After so much silence an event is news. */
const SILENCE = MINUTE;

type Counts = { groups: readonly ErrorGroup[]; traffic: readonly RouteTraffic[] };
type Known = Counts & { since: number };

/**
 * Holds services that fail all the time as they were at an earlier look, all of a service at once, for some seconds: a look then costs
 * what is new and a part of what goes on. What is new, came back, or grew is never held.
 */
export type SteadyServices = {
  /**
   * The counts with held services as they were, and how many are held; none is where `isWhole`. `now`, and how long a look takes, in
   * milliseconds. To be done to its end.
   */
  hold: <T extends Counts>(
    counts: T,
    now: number,
    options: { isWhole: boolean; lookMs: number },
  ) => Steps<{ counts: T; held: number }>;
};

/** Nothing is known yet. */
export function steadyServices(): SteadyServices {
  let known = new Map<string, Known>();
  return {
    *hold(counts, now, { isWhole, lookMs }) {
      const standsFor = Math.max(STANDS_FOR, STANDS_FOR_LOOKS * lookMs);
      const keyOf = placeNames();
      const places = yield* byPlace(counts, keyOf);
      const next = new Map<string, Known>();
      let held = 0;
      for (const [key, fresh] of places) {
        const before = known.get(key);
        const isHeld = before !== undefined && !isWhole && now - before.since < standsFor && !isNews(before, fresh);
        next.set(key, isHeld ? before : { ...fresh, since: now });
        if (isHeld && !isSame(before, fresh)) held += 1;
        yield;
      }
      known = next;
      return { counts: held === 0 ? counts : { ...counts, ...(yield* inOrder(counts, next, keyOf)) }, held };
    },
  };
}

function* byPlace({ groups, traffic }: Counts, keyOf: KeyOf): Steps<Map<string, Counts>> {
  const ownGroups = yield* groupInSteps(groups, keyOf);
  const ownTraffic = yield* groupInSteps(traffic, keyOf);
  const keys = new Set([...ownGroups.keys(), ...ownTraffic.keys()]);
  return new Map(
    [...keys].map((key) => [key, { groups: ownGroups.get(key) ?? [], traffic: ownTraffic.get(key) ?? [] }]),
  );
}

/** Whether more than counts moved: then the whole service is looked at as it is now. */
function isNews(before: Counts, now: Counts): boolean {
  return (
    before.groups.length !== now.groups.length ||
    before.traffic.length !== now.traffic.length ||
    now.groups.some((group, i) => isNewsOf(before.groups[i], group)) ||
    now.traffic.some(({ method, route, origin }, i) => {
      const known = before.traffic[i];
      return known?.method !== method || known.route !== route || known.origin !== origin;
    })
  );
}

function isNewsOf(before: ErrorGroup | undefined, now: ErrorGroup): boolean {
  if (before === now) return false;
  return (
    before?.id !== now.id ||
    before.count < YOUNG ||
    now.count > MUCH_MORE * before.count ||
    now.lastSeen - before.lastSeen > SILENCE ||
    now.firstSeen !== before.firstSeen ||
    now.title !== before.title ||
    now.parts?.length !== before.parts?.length
  );
}

function isSame(before: Counts, now: Counts): boolean {
  return (
    now.groups.every((group, i) => group === before.groups[i]) &&
    now.traffic.every((route, i) => route === before.traffic[i])
  );
}

/** Each place's groups and routes come in the order in which they are in the whole. */
function* inOrder({ groups, traffic }: Counts, places: ReadonlyMap<string, Counts>, keyOf: KeyOf): Steps<Counts> {
  return {
    groups: yield* nextOf(groups, places, keyOf, (place) => place.groups),
    traffic: yield* nextOf(traffic, places, keyOf, (place) => place.traffic),
  };
}

/** Of each of these the one that comes next in its place. */
function* nextOf<T extends Place>(
  all: readonly T[],
  places: ReadonlyMap<string, Counts>,
  keyOf: KeyOf,
  of: (place: Counts) => readonly T[],
): Steps<T[]> {
  const used = new Map<string, number>();
  return yield* eachInSteps(all, (one) => {
    const key = keyOf(one);
    const place = places.get(key);
    const i = used.get(key) ?? 0;
    used.set(key, i + 1);
    return (place === undefined ? undefined : of(place)[i]) ?? one;
  });
}

type Place = Pick<ErrorGroup, "environment" | "service">;
type KeyOf = (place: Place) => string;
