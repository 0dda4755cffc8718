import { z } from "zod";
import { excerpt } from "../../../shared/words.ts";
import type { Alert } from "./alert.ts";

const labelsSchema = z.record(z.string(), z.string());

/** What is used of a webhook of version 4. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const webhookSchema = z.object({
  version: z.literal("4"),
  alerts: z
    .array(
      z.object({
        status: z.enum(["firing", "resolved"]),
        labels: labelsSchema,
        annotations: labelsSchema.default({}),
        startsAt: z.iso.datetime({ offset: true }),
        endsAt: z.iso.datetime({ offset: true }).optional(),
        fingerprint: z.string().max(200).optional(),
      }),
    )
    .max(1000),
});

/** The alerts of an Alertmanager's webhook, version 4. Throws a ZodError for anything else. */
export function alertmanagerAlerts(body: unknown): Alert[] {
  return webhookSchema.parse(body).alerts.map(({ status, labels, annotations, startsAt, endsAt, fingerprint }) => {
    const isOpen = status === "firing";
    const name = excerpt(labels.alertname ?? "without a name", 150);
    const words = annotations.summary ?? annotations.description ?? "";
    const summary = words === "" || !isOpen ? "" : `: ${excerpt(words, 300)}`;
    const id = fingerprint ?? JSON.stringify(Object.entries(labels).sort()).slice(0, 500);
    return {
      id: `alertmanager/${id}/${startsAt}/${status}`,
      at: Date.parse(isOpen ? startsAt : (endsAt ?? startsAt)),
      statement: `Alertmanager ${isOpen ? "opened" : "closed"} the alert “${name}”${summary}`,
      project: labels.project_id ?? labels.environment ?? labels.env ?? labels.namespace ?? "",
      resource: { type: "alert", labels: serviceLabels(labels) },
    };
  });
}

function serviceLabels(labels: Record<string, string>): Record<string, string> {
  const service = labels.service_name ?? labels.service ?? labels.app ?? labels.container ?? labels.job;
  return service === undefined ? {} : { service_name: service };
}
