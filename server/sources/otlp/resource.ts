import type { JsonObject } from "../../../shared/json.ts";
import { textIn } from "./attributes.ts";

/** Where entries come from, in the words of Cloud Logging. */
export type Origin = {
  /** The Google Cloud project, else what names the environment: that is what environments are known by. */
  project: string;
  resource: { type: string; labels: Record<string, string> };
  labels: Record<string, string>;
};

/** What an SDK says for a service without a name. */
const UNNAMED = /^unknown_service/;

/**
 * The monitored resource of an OpenTelemetry resource. https://opentelemetry.io/docs/specs/semconv/resource/ A resource outside of
 * Google Cloud belongs to the project that its deployment.environment.name spells; `service.version` is its revision.
 */
export function originOf(attributes: JsonObject): Origin {
  const account = textIn(attributes, "cloud.provider") === "gcp" || isGoogle(attributes);
  const named = textIn(attributes, "deployment.environment.name", "deployment.environment", "service.namespace");
  const own = textIn(attributes, "gcp.project_id", "gcp.project.id");
  const project = own ?? (account ? textIn(attributes, "cloud.account.id") : undefined) ?? named ?? "";
  const service = textIn(attributes, "service.name");
  const serviceName = service === undefined || UNNAMED.test(service) ? textIn(attributes, "faas.name") : service;
  const instance = textIn(attributes, "faas.instance", "service.instance.id", "host.id", "host.name");
  const labels = given({
    project_id: project,
    service_name: serviceName,
    revision_name: textIn(attributes, "faas.version", "service.version"),
    location: textIn(attributes, "cloud.availability_zone", "cloud.region"),
    cluster_name: textIn(attributes, "k8s.cluster.name"),
    namespace_name: textIn(attributes, "k8s.namespace.name"),
    pod_name: textIn(attributes, "k8s.pod.name"),
    container_name: textIn(attributes, "k8s.container.name"),
    instance_id: textIn(attributes, "k8s.pod.name") === undefined ? instance : undefined,
  });
  return { project, resource: { type: typeOf(attributes), labels }, labels: given({ instanceId: instance }) };
}

function isGoogle(attributes: JsonObject): boolean {
  return textIn(attributes, "cloud.platform")?.startsWith("gcp") === true;
}

/** https://cloud.google.com/logging/docs/api/v2/resource-list */
function typeOf(attributes: JsonObject): string {
  const platform = textIn(attributes, "cloud.platform")?.replace(".", "_");
  if (platform === "gcp_cloud_run" || platform === "gcp_cloud_functions") return "cloud_run_revision";
  if (platform === "gcp_app_engine") return "gae_app";
  if (textIn(attributes, "k8s.pod.name", "k8s.container.name") !== undefined) return "k8s_container";
  if (platform === "gcp_compute_engine") return "gce_instance";
  return "generic_task";
}

function given(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined || value === "" ? [] : [[key, value]])),
  );
}
