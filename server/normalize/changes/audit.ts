import type { ChangeEvent, Place } from "../../../shared/events.ts";
import { isJsonObject, type JsonObject } from "../../../shared/json.ts";
import type { LogEntry } from "../../../shared/log-entry.ts";
import { entryRef } from "../entry-ref.ts";
import { AUDIT_METHODS, verbOf } from "./audit-methods.ts";

const READY =
  /^Ready condition status changed to (True|False) for (Revision|Service) (\S{1,200}?)(?: with message: ?([\s\S]{1,2000}))?$/;

/** What an audit entry says was changed; undefined where it tells of no change to a running system. */
export function auditChange(entry: LogEntry, place: Place): ChangeEvent | undefined {
  const payload = entry.protoPayload;
  if (payload === undefined) return undefined;
  const status = isJsonObject(payload.status) ? payload.status : {};
  const ready = typeof status.message === "string" ? READY.exec(status.message) : null;
  if (ready !== null) return ready[2] === "Revision" ? readyChange(entry, place, ready) : undefined;
  const service = textOf(payload.serviceName);
  const method = textOf(payload.methodName);
  const known = AUDIT_METHODS.find((item) => item.service.test(service) && item.method.test(method));
  const principal = principalOf(payload);
  // Kubernetes' own controllers write all the time.
  if (known === undefined || (service === "k8s.io" && principal?.startsWith("system:"))) return undefined;
  const by = principal === undefined ? "" : ` by ${principal}`;
  const did = known.words(nameOf(entry, place), verbOf(method));
  const image = known.kind === "deploy" ? imageIn(payload.request) : undefined;
  const fault = faultOf(status);
  return {
    ...place,
    at: entry.at,
    kind: fault === undefined ? known.kind : "other",
    statement:
      fault === undefined
        ? `${did}${by}${image === undefined ? "" : `, image ${image}`}.`
        : `A call that failed (${fault}) would have meant: ${did}${by}.`,
    ...(principal === undefined ? {} : { principal }),
    entry: entryRef(entry),
  };
}

function readyChange(entry: LogEntry, place: Place, ready: RegExpExecArray): ChangeEvent {
  const [, state, , name = "", message] = ready;
  const isReady = state === "True";
  const detail = message === undefined ? "" : `: ${message.trim().replace(/\.$/, "")}`;
  return {
    ...place,
    revision: name,
    at: entry.at,
    kind: isReady ? "revision-ready" : "revision-failed",
    statement: `Revision ${name} ${isReady ? "became ready" : "did not become ready"}${detail}.`,
    entry: entryRef(entry),
  };
}

/** The failure that an audited call reports: its code and words; undefined where it went well. */
export function faultOf(status: JsonObject): string | undefined {
  const code = Number(status.code ?? 0);
  if (!Number.isInteger(code) || code === 0) return undefined;
  const message = textOf(status.message);
  return message === "" ? `code ${code}` : message.slice(0, 300);
}

/** Who called, as far as the audit log says. */
export function principalOf(payload: JsonObject): string | undefined {
  const info = isJsonObject(payload.authenticationInfo) ? payload.authenticationInfo : {};
  return textOf(info.principalEmail) || textOf(info.principalSubject) || undefined;
}

/** The short name of the resource that was called upon. */
function nameOf(entry: LogEntry, place: Place): string {
  const resourceName = textOf(entry.protoPayload?.resourceName);
  const secret = /\/(?:secrets|serviceAccounts|clusters|deployments|configmaps|releases|rollouts)\/([^/]{1,200})/.exec(
    resourceName,
  )?.[1];
  if (secret !== undefined) return secret;
  return place.service !== entry.resource.type && place.service !== ""
    ? place.service
    : resourceName.slice(-200) || entry.resource.type;
}

/** The first container image in a request to Cloud Run, v1 or v2, or Kubernetes. */
function imageIn(request: unknown): string | undefined {
  const places = [
    ["service", "spec", "template", "spec", "containers"],
    ["service", "template", "containers"],
    ["spec", "template", "spec", "containers"],
  ];
  for (const path of places) {
    const containers = path.reduce<unknown>((value, key) => (isJsonObject(value) ? value[key] : undefined), request);
    const first: unknown = Array.isArray(containers) ? containers[0] : undefined;
    if (isJsonObject(first) && typeof first.image === "string") return first.image.slice(0, 300);
  }
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
