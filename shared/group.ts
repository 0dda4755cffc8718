import type { Caller, ErrorEvent, Place } from "./events.ts";
import type { FamilyId } from "./families.ts";

/** Names that make two mistakes different: relation, column, role, database, route, status, module … */
export type Slots = Record<string, string>;

/** What makes events one mistake: a family with its identity slots, or a masked template where no family fits. */
export type Signature = {
  family?: FamilyId;
  slots: Slots;
  /** Log-odds that the recognised text gives its family, 1 … 4; 4 names the failure beyond doubt. */
  weight?: number;
  /** The text with what varies masked: `relation "<name>" does not exist`. */
  template: string;
  /** Which rule masked what, for the page that explains a group. */
  masks: { rule: string; count: number }[];
  /** What a user's rule put in the place of the text, and which rule that was then: its place in plumbline.yaml, from 1. */
  fingerprint?: string[];
  rule?: number;
};

/** A group that is shown as part of another. */
export type GroupPart = { id: string; template: string };

/** Events of one signature in one environment and service. */
export type ErrorGroup = Pick<Place, "environment" | "service"> & {
  /** 16 hex digits from environment, service and signature: the same on every machine. */
  id: string;
  signature: Signature;
  kind: ErrorEvent["kind"];
  /** A line for people. */
  title: string;
  count: number;
  /** Milliseconds since 1970. */
  firstSeen: number;
  lastSeen: number;
  /** Events per minute, by minutes since 1970, ascending. */
  perMinute: [minute: number, count: number][];
  /** When events came, milliseconds since 1970, ascending; the newest `MAX_ARRIVALS`. */
  arrivals: number[];
  /** The first, the last and a few between, in order of time. */
  samples: ErrorEvent[];
  /** Count by revision, with its first and last event. */
  revisions: { name: string; count: number; firstSeen: number; lastSeen: number }[];
  /** Count by instance, the most frequent first, bounded. */
  instances: { name: string; count: number }[];
  /** Count by caller, the most frequent first, bounded; `distinctCallers` is exact up to its bound of 10,000. */
  callers: (Caller & { count: number })[];
  distinctCallers: number;
  /** Trace ids seen, bounded, for linking. */
  traces: string[];
  /** The groups that were joined to this one, whose entries it counts; absent where there are none. */
  parts?: GroupPart[];
};

/** One of two that are compared: a group with its parts, or a text, which has neither place nor id. */
export type ComparedSide = {
  /** The group in which it is shown. */
  groupId?: string;
  place?: Pick<Place, "environment" | "service">;
  kind: ErrorEvent["kind"];
  /** The first is the group's own; of a text there is one. */
  signatures: readonly Signature[];
};

/** Why two are one group or two: the places where they differ, each with what that means. */
export type GroupComparison = { isSame: boolean; statement: string; reasons: { a: string; b: string; why: string }[] };

/** How many arrival times and samples a group keeps. */
export const MAX_ARRIVALS = 2000;
export const MAX_SAMPLES = 12;

/** Requests of one route, failed or not, per minute. */
export type RouteTraffic = Pick<Place, "environment" | "service"> & {
  method: string;
  route: string;
  origin: "edge" | "app";
  /** By minutes since 1970, ascending: requests answered below 500, and with 500 or above. */
  perMinute: [minute: number, ok: number, failed: number][];
  /** Count by revision of requests answered below 500 and of those with 500 or above. */
  revisions: { name: string; ok: number; failed: number }[];
};

/** The rhythm of a group's events. */
export type Cadence = {
  periodSeconds: number;
  /** Median absolute deviation of the gaps. */
  jitterSeconds: number;
  /** 0 … 1. */
  confidence: number;
  /** Whether events fall on the same second of the minute or hour: a scheduler. */
  isClockLocked: boolean;
  /** The likely caller, for people: "one uptime check", "one browser tab", "Cloud Scheduler". */
  caller: string;
  /** Milliseconds since 1970. */
  nextExpectedAt: number;
};

/** Why a group is worth a look. */
export type Detection = {
  groupId: string;
  kind: "new" | "spike" | "steady-failure" | "boot-failure";
  /** Milliseconds since 1970: when it began. */
  at: number;
  /** A sentence with the numbers that decided. */
  statement: string;
};

/** The slots that name a group's mistake: which request it hit is not part of what failed. */
export function identityOf({ kind, signature }: Pick<ErrorGroup, "kind" | "signature">): Slots {
  if (kind !== "request") return signature.slots;
  const { method: _method, route: _route, status: _status, origin: _origin, ...slots } = signature.slots;
  return slots;
}

/** Whether two groups speak of one failure in words of which none names another thing than the other's. */
export function isSameFailure(a: ErrorGroup, b: ErrorGroup): boolean {
  if (a.signature.family === undefined || a.signature.family !== b.signature.family) return false;
  // Of hundreds of failures each is compared with each, so nothing is made for it.
  const [own, other] = [identityOf(a), identityOf(b)];
  for (const key in own) if (other[key] !== undefined && other[key] !== own[key]) return false;
  return true;
}
