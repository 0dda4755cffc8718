import type { Place } from "../../../shared/events.ts";
import { isJsonObject, type JsonObject } from "../../../shared/json.ts";
import type { LogEntry } from "../../../shared/log-entry.ts";
import { readLabels } from "../entry/payload.ts";
import { joinKeyOf, placeOf } from "../place.ts";
import { readLogName, readResource } from "../read-entry.ts";
import { isEdgeRequest } from "../requests/request-log.ts";
import { ByteCache } from "./byte-cache.ts";
import type { LineFields, Stretch } from "./line-fields.ts";

/** Where lines come from: what their resource, labels and log name say together. */
export type Origin = {
  place: Place;
  /** What the keys of its entries begin with: `project/logId|`. */
  keyStart: Uint8Array;
  /** Whether a line that holds a request alone is of Google's own request log. */
  isEdge: boolean;
  joinKey: string;
  /** An entry of this origin that says nothing: without a payload, with a text, with a structured payload. */
  bareEntry: LogEntry;
  textEntry: LogEntry;
  jsonEntry: LogEntry;
};

const MAX_RESOURCES = 4000;
const MAX_LABELS = 20_000;
const MAX_LOGS = 1000;
const MAX_ORIGINS = 20_000;
/** Two numbers below this make one that is exact. */
const MAX_NUMBER = 2 ** 26;
const ENCODER = new TextEncoder();

type Numbered<T> = { number: number; value: T };

/** Remembers what resources, labels and log names say, by their bytes: they repeat from line to line. Its memory is bounded. */
export class Origins {
  private readonly environmentOf: (project: string) => string;
  private readonly resources = new ByteCache<Numbered<LogEntry["resource"]> | undefined>(MAX_RESOURCES);
  private readonly labels = new ByteCache<Numbered<LogEntry["labels"]> | undefined>(MAX_LABELS);
  private readonly logs = new ByteCache<Numbered<ReturnType<typeof readLogName>>>(MAX_LOGS);
  private readonly origins = new Map<number, Map<number, Origin>>();
  private originCount = 0;
  private numbers = 0;

  constructor(environmentOf: (project: string) => string) {
    this.environmentOf = environmentOf;
  }

  /** The origin of the line that `fields` read last from `bytes`; undefined where only a parser can tell. */
  of(fields: LineFields, bytes: Uint8Array): Origin | undefined {
    if (this.numbers > MAX_NUMBER - 3) this.forget();
    const resource = this.resourceAt(bytes, fields.resource);
    const labels = fields.labels.to === 0 ? NO_LABELS : this.labelsAt(bytes, fields.labels);
    const log = this.logAt(bytes, fields.logName);
    if (resource === undefined || labels === undefined || log === undefined) return undefined;
    const first = resource.number * MAX_NUMBER + labels.number;
    const known = this.origins.get(first)?.get(log.number);
    return known ?? this.add(first, log.number, newOrigin(resource.value, labels.value, log.value, this.environmentOf));
  }

  private forget(): void {
    this.resources.clear();
    this.labels.clear();
    this.logs.clear();
    this.origins.clear();
    this.originCount = this.numbers = 0;
  }

  private add(first: number, second: number, origin: Origin): Origin {
    if (this.originCount >= MAX_ORIGINS) {
      this.origins.clear();
      this.originCount = 0;
    }
    const same = this.origins.get(first) ?? new Map<number, Origin>();
    same.set(second, origin);
    this.origins.set(first, same);
    this.originCount += 1;
    return origin;
  }

  private resourceAt(bytes: Uint8Array, { from, to }: Stretch): Numbered<LogEntry["resource"]> | undefined {
    if (to === 0) return undefined;
    const known = this.resources.find(bytes, from, to);
    if (known !== undefined) return known;
    const value = objectOf(bytes, from, to);
    return this.resources.add(bytes, from, to, value && { number: ++this.numbers, value: readResource(value) });
  }

  private labelsAt(bytes: Uint8Array, { from, to }: Stretch): Numbered<LogEntry["labels"]> | undefined {
    const known = this.labels.find(bytes, from, to);
    if (known !== undefined) return known;
    const value = objectOf(bytes, from, to);
    return this.labels.add(bytes, from, to, value && { number: ++this.numbers, value: readLabels(value) });
  }

  private logAt(bytes: Uint8Array, { from, to }: Stretch): Numbered<ReturnType<typeof readLogName>> | undefined {
    if (to === 0) return undefined;
    const known = this.logs.find(bytes, from, to);
    if (known !== undefined) return known;
    const name = textOf(bytes, from, to);
    return this.logs.add(bytes, from, to, { number: ++this.numbers, value: readLogName(name, undefined) });
  }
}

const NO_LABELS: Numbered<LogEntry["labels"]> = { number: 0, value: {} };

function newOrigin(
  resource: LogEntry["resource"],
  labels: LogEntry["labels"],
  log: ReturnType<typeof readLogName>,
  environmentOf: (project: string) => string,
): Origin {
  const { logId } = log;
  const project = log.project || (resource.labels.project_id ?? "");
  const nothing = { key: "", insertId: "", timestamp: "", at: 0, severity: "DEFAULT", hasSeverity: false } as const;
  const entry = { ...nothing, project, logId, resource, labels };
  const place = placeOf(entry, environmentOf);
  return {
    place,
    keyStart: ENCODER.encode(`${log.parent || project}/${logId}|`),
    isEdge: isEdgeRequest({ ...entry, httpRequest: { method: "GET", url: "/" } }),
    joinKey: joinKeyOf(entry, place),
    bareEntry: entry,
    textEntry: { ...entry, textPayload: "" },
    jsonEntry: { ...entry, jsonPayload: {} },
  };
}

function objectOf(bytes: Uint8Array, from: number, to: number): JsonObject | undefined {
  const value: unknown = JSON.parse(textOf(bytes, from, to));
  return isJsonObject(value) ? value : undefined;
}

/** The text of a stretch of bytes in UTF-8. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}
