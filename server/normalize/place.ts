import type { Place } from "../../shared/events.ts";
import type { LogEntry } from "../../shared/log-entry.ts";

/** Which label of a resource names the service, per type; the first that is set wins. */
const SERVICE_LABELS = [
  "service_name",
  "container_name",
  "module_id",
  "function_name",
  "job_name",
  "worker_pool_name",
  "database_id",
  // Of a load balancer: the backend that was to answer.
  "backend_service_name",
] as const;

/** What a deployment puts behind its name: the template's hash and five characters. */
const POD_SUFFIX = /-[a-z0-9]{6,10}-[a-z0-9]{5}$/;

/**
 * Where an entry belongs: service from the resource (for Kubernetes the container, or the pod's app label), revision from the
 * Cloud Run revision, App Engine version or pod template, instance from Cloud Run's instanceId, the pod or the VM.
 */
export function placeOf(entry: LogEntry, environmentOf: (project: string) => string): Place {
  const place: Place = { environment: environmentOf(entry.project), service: serviceOf(entry), project: entry.project };
  const { labels } = entry.resource;
  const revision = labels.revision_name || labels.version_id || entry.labels["k8s-pod/pod-template-hash"];
  if (revision) place.revision = revision;
  const instance =
    entry.labels.instanceId ||
    labels.pod_name ||
    entry.labels["appengine.googleapis.com/instance_name"] ||
    entry.labels.clone_id ||
    labels.instance_id ||
    entry.labels["run.googleapis.com/execution_name"];
  if (instance) place.instance = instance;
  return place;
}

/** Lines join only within one log of one instance. */
export function joinKeyOf(entry: LogEntry, where: Place): string {
  return `${where.project}|${where.service}|${where.revision ?? ""}|${where.instance ?? ""}|${entry.logId}`;
}

function serviceOf(entry: LogEntry): string {
  const { type, labels } = entry.resource;
  for (const label of SERVICE_LABELS) {
    const name = labels[label];
    if (name) return name;
  }
  return (
    entry.labels["k8s-pod/app"] ||
    entry.labels["k8s-pod/app_kubernetes_io/name"] ||
    serviceInAudit(entry) ||
    labels.pod_name?.replace(POD_SUFFIX, "") ||
    labels.service ||
    type
  );
}

/** An audit entry of an IAM change has empty labels: the name stands in `resourceName`. */
function serviceInAudit(entry: LogEntry): string | undefined {
  const resourceName = entry.protoPayload?.resourceName;
  if (typeof resourceName !== "string") return undefined;
  return /\/(?:services|jobs|functions|workerPools|deployments|instances)\/([\w.-]{1,100})/.exec(resourceName)?.[1];
}
