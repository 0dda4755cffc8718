import type { ErrorGroup } from "../../shared/group.ts";

/** Shorter names are parts of too many others. */
const MIN_NAME = 3;

/** Whether a group is of requests that a load balancer logged in front of whatever served them. */
export function isLoadBalancerLog({ kind, samples }: ErrorGroup): boolean {
  return kind === "request" && samples[0]?.entry.logId === "requests";
}

/**
 * The groups with those of load balancers put into the service behind them, where the backend's name says which that is: Kubernetes
 * writes `k8s1-9f3c-shop-orders-8080-ab12`, people `orders-neg`. `inService` puts a group there; the others are the same objects as before.
 */
export function behindBackends(
  groups: readonly ErrorGroup[],
  inService: (group: ErrorGroup, service: string) => ErrorGroup,
): ErrorGroup[] {
  if (!groups.some(isLoadBalancerLog)) return [...groups];
  const services = new Map<string, Set<string>>();
  for (const group of groups) {
    if (isLoadBalancerLog(group)) continue;
    services.set(group.environment, (services.get(group.environment) ?? new Set()).add(group.service));
  }
  return groups.map((group) => {
    const service = isLoadBalancerLog(group) ? serviceBehind(group, services.get(group.environment)) : undefined;
    return service === undefined ? group : inService(group, service);
  });
}

/** The longest name of a service that is a part of the backend's. */
function serviceBehind({ service: backend }: ErrorGroup, services: ReadonlySet<string> = new Set()) {
  return [...services]
    .filter((name) => name.length >= MIN_NAME && `-${backend}-`.includes(`-${name}-`))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
}
