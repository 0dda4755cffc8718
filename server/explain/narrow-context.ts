import type { Place } from "../../shared/events.ts";
import { type ExplainContext, type FailureCase, referenceOf } from "./context.ts";

/**
 * Looks up the part of a context that an explanation of one failure rests on: groups and traffic of the services that it was seen
 * in, and all of the environment that it is compared with. Each of many failures costs what its own services hold.
 */
export function contextFinder(context: ExplainContext): (failure: FailureCase) => ExplainContext {
  const groups = Map.groupBy(context.groups, keyOf);
  const traffic = Map.groupBy(context.traffic, keyOf);
  return (failure) => {
    const keys = new Set([failure, ...failure.members.map(({ group }) => group)].map(keyOf));
    const reference = referenceOf(context.config, failure.environment);
    const isOfReference = ({ environment }: Pick<Place, "environment">) => environment === reference;
    const ofReference = reference === undefined ? undefined : isOfReference;
    return {
      ...context,
      groups: [
        ...[...keys].flatMap((key) => groups.get(key) ?? []),
        ...(ofReference === undefined ? [] : context.groups.filter(ofReference)),
      ],
      traffic: [
        ...[...keys].flatMap((key) => traffic.get(key) ?? []),
        ...(ofReference === undefined ? [] : context.traffic.filter(ofReference)),
      ],
    };
  };
}

function keyOf({ environment, service }: Pick<Place, "environment" | "service">): string {
  return JSON.stringify([environment, service]);
}
