import type { ErrorGroup } from "../../shared/group.ts";
import { SECOND } from "../../shared/time.ts";
import { isRefused, type Precedence, precedenceOf } from "./precedence.ts";

/** A group with what links are found by, worked out once. */
export type Linkable = {
  group: ErrorGroup;
  /** What names its service and environment. */
  place: string;
  /** Its place among causes; undefined for what is never one. */
  precedence: Precedence | undefined;
  isRefused: boolean;
  /** A few of its arrivals: where none of them has the other group beside it, most of them have not. */
  probes: readonly number[];
  firstProbes: readonly number[];
  traces: ReadonlySet<string>;
  instances: ReadonlySet<string>;
  /** Median of its requests' latency in milliseconds, bounded; 0 for what is no request. */
  latency: number;
  /** Between these most of its requests' latencies lie. */
  latencies: readonly [low: number, high: number];
  /** Whether nearly all of its events carry a trace, one each. */
  isTraced: boolean;
  /** Whether its events end the instance that they happen in, or keep it from starting. */
  endsInstances: boolean;
  /** Whether its events belong to an instance rather than to a request: they end it, or come about once in each of several. */
  isOfInstance: boolean;
};

/** A request log is stamped with the start of the request, so what it suffered comes up to its latency later. */
const MAX_LATENCY = 120 * SECOND;
const MAX_TRACES = 500;
/** Few arrivals are looked at before many: most pairs of groups have nothing to do with each other. */
export const PROBES = 24;
const FEW = 8;
const MOSTLY = 0.8;
/** What takes an instance with it, whatever request it was serving. */
const ENDS_INSTANCES = /^(?:boot\.|capacity\.(?:memory|worker-timeout)$)/;

/** What is known of a group for linking it with others. */
export function linkable(group: ErrorGroup): Linkable {
  const starting = group.samples.filter((sample) => sample.isBoot).length;
  const endsInstances = ENDS_INSTANCES.test(group.signature.family ?? "") || starting * 2 > group.samples.length;
  const latencies = group.samples.map(({ request }) => request?.latencyMs ?? 0).sort((a, b) => a - b);
  const latencyAt = (share: number) =>
    Math.min(latencies[Math.floor((latencies.length - 1) * share)] ?? 0, MAX_LATENCY);
  const isOncePerInstance = group.instances.length >= 3 && group.count <= 1.5 * group.instances.length;
  return {
    group,
    place: JSON.stringify([group.environment, group.service]),
    precedence: precedenceOf(group),
    isRefused: isRefused(group),
    probes: spread(group.arrivals, PROBES),
    firstProbes: spread(group.arrivals, FEW),
    traces: setOf(group.traces),
    instances: setOf(group.instances.map((instance) => instance.name)),
    latency: Math.min(latencies[Math.floor(latencies.length / 2)] ?? 0, MAX_LATENCY),
    latencies: [latencyAt(0.1), latencyAt(0.9)],
    isTraced: group.traces.length >= MOSTLY * Math.min(group.count, MAX_TRACES),
    endsInstances,
    isOfInstance: endsInstances || isOncePerInstance,
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Of tens of thousands of groups most have neither traces nor instances. */
function setOf(names: readonly string[]): ReadonlySet<string> {
  return names.length === 0 ? NONE : new Set(names);
}

/** `count` of the values, evenly spread over them. */
function spread(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values;
  const step = values.length / count;
  return Array.from({ length: count }, (_, i) => values[Math.floor(i * step)] ?? 0);
}
