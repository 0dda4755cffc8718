import type { Gap } from "./gap.ts";
import type { JsonObject } from "./json.ts";
import type { Severity } from "./severity.ts";

/**
 * One entry of Cloud Logging after reading: the field names of the REST form, whatever spelling it came in, with the
 * defaults stated and times parsed. https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
 */
export type LogEntry = {
  /** Identity: `project/logId|timestamp|insertId`. Two entries with one key are copies of each other. */
  key: string;
  insertId: string;
  /** Project id from `logName`, else from the resource's labels; `""` where neither says. */
  project: string;
  /** Decoded log id, for example `run.googleapis.com/stderr`; `""` where there is no logName. */
  logId: string;
  /** RFC 3339 in UTC as given, up to nanoseconds. */
  timestamp: string;
  /** The same moment in milliseconds since 1970, with a fraction. */
  at: number;
  /** When Cloud Logging received it, milliseconds since 1970. */
  receivedAt?: number;
  severity: Severity;
  /** False where the entry named no severity (DEFAULT): 37 % of Cloud Run's text lines. */
  hasSeverity: boolean;
  resource: { type: string; labels: Record<string, string> };
  labels: Record<string, string>;
  trace?: string;
  spanId?: string;
  httpRequest?: HttpRequest;
  /** At most one of the three payloads is set. */
  textPayload?: string;
  jsonPayload?: JsonObject;
  protoPayload?: JsonObject;
  operation?: { id: string; producer?: string; first?: boolean; last?: boolean };
  sourceLocation?: { file?: string; line?: number; function?: string };
};

/** The request an entry speaks of. Sizes in bytes, latency in milliseconds. */
export type HttpRequest = {
  method: string;
  url: string;
  status?: number;
  latencyMs?: number;
  userAgent?: string;
  remoteIp?: string;
  referer?: string;
  responseSize?: number;
};

/** Why an entry offered could not be used. `line` counts from 1: the line of a file, or the place in an array. */
export type Rejection = { line: number; reason: string };

/** What was read, so that an answer can say what it rests on. The four counts add up: read = the other three. */
export type Coverage = {
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  rejections: Rejection[];
  gaps: Gap[];
};
