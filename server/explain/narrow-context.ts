import type { ChangeEvent, Place } from "../../shared/events.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { groupInSteps, type Steps } from "../../shared/in-steps.ts";
import { placeNames } from "../../shared/place-names.ts";
import { type ExplainContext, type FailureCase, referenceOf } from "./context.ts";

/** Changes that may concern every service of their environment. */
const OF_ALL: ReadonlySet<ChangeEvent["kind"]> = new Set(["database", "secret", "migration"]);

/**
 * Looks up the part of a context that an explanation of one failure rests on: groups, traffic and changes of the services that it was
 * seen in, and groups and traffic of all of the environment that it is compared with. Each of many failures costs what its own
 * services hold; those of the same services have the same part.
 */
export function* contextFinder(context: ExplainContext): Steps<(failure: SeenFailure) => ExplainContext> {
  const keyOf = placeNames();
  const groups = yield* groupInSteps(context.groups, keyOf);
  const traffic = yield* groupInSteps(context.traffic, keyOf);
  const changes = changeFinder(context.changes, keyOf);
  const reference = referenceFinder(context);
  yield;
  const found = new Map<string, ExplainContext>();
  return (failure) => {
    const keys = new Set([failure, ...failure.members.map(({ group }) => group)].map(keyOf));
    for (const service of failure.services?.values() ?? []) keys.add(keyOf({ ...failure, service }));
    const name = [failure.environment, ...keys].join("\n");
    const known = found.get(name);
    if (known !== undefined) return known;
    const compared = reference(failure.environment);
    const narrowed = {
      ...context,
      groups: [...[...keys].flatMap((key) => groups.get(key) ?? []), ...compared.groups],
      traffic: [...[...keys].flatMap((key) => traffic.get(key) ?? []), ...compared.traffic],
      changes: changes(keys),
    };
    found.set(name, narrowed);
    return narrowed;
  };
}

/** Looks up the changes that concern these services, in their order. */
function changeFinder(all: readonly ChangeEvent[], keyOf: KeyOf): (keys: ReadonlySet<string>) => ChangeEvent[] {
  const placed = all.map((change, place) => ({ change, place }));
  const byKey = Map.groupBy(placed, ({ change }) => (OF_ALL.has(change.kind) ? undefined : keyOf(change)));
  return (keys) =>
    [undefined, ...keys]
      .flatMap((key) => byKey.get(key) ?? [])
      .sort((a, b) => a.place - b.place)
      .map(({ change }) => change);
}

type SeenFailure = FailureCase & { services?: ReadonlyMap<string, string> };

type KeyOf = (place: Pick<Place, "environment" | "service">) => string;
type Compared = { groups: readonly ErrorGroup[]; traffic: readonly RouteTraffic[] };

/** What the environment holds that an environment is compared with. */
function referenceFinder({ config, groups, traffic }: ExplainContext): (environment: string) => Compared {
  const known = new Map<string, Compared>();
  return (environment) => {
    const reference = referenceOf(config, environment);
    if (reference === undefined) return { groups: [], traffic: [] };
    const isOfReference = (place: Pick<Place, "environment">) => place.environment === reference;
    const compared = known.get(reference) ?? {
      groups: groups.filter(isOfReference),
      traffic: traffic.filter(isOfReference),
    };
    known.set(reference, compared);
    return compared;
  };
}
