import type { ErrorGroup } from "../../shared/group.ts";
import { filterInSteps, groupInSteps, type Steps } from "../../shared/in-steps.ts";
import type { Explanation } from "./explanations.ts";
import type { Linkable } from "./linkable.ts";
import { linkBetween } from "./links.ts";
import { isLoadBalancerLog } from "./load-balancer.ts";

export type SameRequests = {
  /** For a group of requests the group by which the same requests are counted; undefined where they are counted by it alone. */
  find: (of: Linkable) => Explanation | undefined;
  /** The groups among which that is looked for. */
  among: (of: Linkable) => readonly Linkable[];
};

/**
 * Looks up who else logged the same requests: the service's own request log for what a load balancer in front of it logged, and
 * the edge's log for the lines of the app server.
 */
export function* sameRequestsFinder(groups: readonly Linkable[]): Steps<SameRequests> {
  const requests = yield* filterInSteps(
    groups,
    ({ group }) => group.kind === "request" && group.signature.slots.origin !== "app",
  );
  const edges = yield* groupInSteps(requests, ({ group }) => keyOf(group));
  const among = ({ group }: Linkable) => (group.kind === "request" ? edges.get(keyOf(group)) : undefined) ?? NONE;
  return {
    among,
    find(of) {
      if (of.group.signature.slots.origin === "app" && of.group.kind === "request") return ofApp(of, among(of));
      return isLoadBalancerLog(of.group) ? behind(of, among(of)) : undefined;
    },
  };
}

const NONE: readonly Linkable[] = [];

function keyOf({ environment, signature: { slots } }: ErrorGroup): string {
  return JSON.stringify([environment, slots.method, slots.route]);
}

function ofApp({ group }: Linkable, same: readonly Linkable[]): Explanation | undefined {
  const edge = same.find((other) => other.group.service === group.service);
  if (edge === undefined) return undefined;
  const because = "The app server's own lines about the requests that the edge's request log counts.";
  return { by: edge.group, because, kind: "same-requests" };
}

/** A load balancer and the service behind it log the same requests with the same trace, or within the same moments. */
function behind(of: Linkable, same: readonly Linkable[]): Explanation | undefined {
  const inner = same.find((other) => !isLoadBalancerLog(other.group) && linkBetween(other, of) !== undefined);
  if (inner === undefined) return undefined;
  const because = `The load balancer's log of requests that ${inner.group.service} logged as well.`;
  return { by: inner.group, because, kind: "same-requests" };
}
