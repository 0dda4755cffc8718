import { z } from "zod";
import { INCIDENT_SEVERITIES } from "./incident.ts";
import { WEBHOOK_EVENT_TYPES } from "./webhook.ts";

/** Formats of webhooks; each is a file in `server/notify/formats/`. */
export const WEBHOOK_FORMATS = [
  "standard",
  "cloudevents",
  "alertmanager",
  "pagerduty",
  "slack",
  "google-chat",
  "teams",
  "template",
] as const;

/** The key that a format cannot do without. */
const NEEDED_KEYS: Partial<Record<(typeof WEBHOOK_FORMATS)[number], "secret" | "routingKey" | "template">> = {
  standard: "secret",
  cloudevents: "secret",
  pagerduty: "routingKey",
  template: "template",
};

const httpUrl = z.url({ protocol: /^https?$/, error: "expected an http:// or https:// address" });

/** `whsec_` (HMAC) or `whsk_` (ed25519), then base64 of 24 to 64 bytes, 32 for ed25519. */
const secretSchema = z.string().refine((given) => {
  const [, prefix, encoded = ""] = /^(whsec_|whsk_)([A-Za-z0-9+/]+={0,2})$/.exec(given) ?? [];
  const bytes = Math.floor((encoded.replace(/=+$/, "").length * 3) / 4);
  return prefix === "whsk_" ? bytes === 32 : prefix === "whsec_" && bytes >= 24 && bytes <= 64;
}, "expected whsec_ followed by base64 of 24 to 64 random bytes, or whsk_ and base64 of a 32-byte ed25519 key");

/** Private addresses that a webhook may reach; metadata servers and link-local ones never are. */
const allowListSchema = z
  .strictObject({
    /** Host names or addresses, as the webhook's address has them. */
    hosts: z.array(z.string().min(1).max(253)).default([]),
    /** Networks such as 10.8.0.0/16 or fd12::/16. */
    networks: z.array(z.string().refine(isNetwork, "expected a network such as 10.8.0.0/16 or fd12::/16")).default([]),
  })
  .refine(({ hosts, networks }) => hosts.length + networks.length > 0, "expected at least one of hosts, networks");

function isNetwork(given: string): boolean {
  return z.union([z.cidrv4(), z.cidrv6()]).safeParse(given).success;
}

/** One entry of `webhooks` in `plumbline.yaml`: where messages go, in which format, and which ones. */
export const webhookSchema = z
  .strictObject({
    /** What it is called in logs and in the dashboard; left out, a name is made from the address, which it does not show. */
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, "expected up to 63 letters, digits, - and _")
      .optional(),
    url: httpUrl,
    format: z.enum(WEBHOOK_FORMATS).default("standard"),
    /** Signs each attempt; standard and cloudevents need it. */
    secret: secretSchema.optional(),
    /** The secret before this one, while it is being replaced: messages carry both signatures. */
    previousSecret: secretSchema.optional(),
    /** PagerDuty's integration key. */
    routingKey: z
      .string()
      .regex(/^[A-Za-z0-9]{32}$/, "expected the 32 letters and digits of an Events API v2 integration")
      .optional(),
    /** The body of format `template`: a text in which {{title}}, {{severity}} … are filled in. */
    template: z.string().min(1).max(4000).optional(),
    /** Media type of a `template`, default application/json. */
    contentType: z.string().min(1).max(200).optional(),
    /** Further headers, for example authorization. */
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, "expected a header's name"), z.string()).default({}),
    /** Which events; left out: opened, updated, resolved and reopened. */
    events: z.array(z.enum(WEBHOOK_EVENT_TYPES)).min(1).optional(),
    /** Only incidents of these environments; left out: any. */
    environments: z.array(z.string().min(1)).min(1).optional(),
    /** Only incidents of these services; left out: any. */
    services: z.array(z.string().min(1)).min(1).optional(),
    /** Only incidents that are, or just were, at least this severe; left out: any. */
    minSeverity: z.enum(INCIDENT_SEVERITIES).optional(),
    /** Whether incidents of the bundled sample are sent too. */
    sample: z.boolean().default(false),
    /** Stretches of time in which messages wait for their end, RFC 3339: planned work, for example. */
    maintenance: z
      .array(
        z
          .strictObject({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
          .refine(({ from, to }) => Date.parse(from) < Date.parse(to), "expected an end after the beginning"),
      )
      .default([]),
    /** Address of the dashboard as the readers of messages reach it, for links. */
    dashboardUrl: httpUrl.optional(),
    /** Addresses that are normally refused (loopback, private): true permits all of them for this webhook, else those listed. */
    allowPrivate: z.union([z.boolean(), allowListSchema]).default(false),
  })
  .superRefine((webhook, context) => {
    const needed = NEEDED_KEYS[webhook.format];
    if (needed === undefined || webhook[needed] !== undefined) return;
    context.addIssue({ code: "custom", path: [needed], message: `format ${webhook.format} needs ${needed}` });
  });
