import type { Cause } from "../../shared/cause.ts";
import { shellWord, slotOr } from "./words.ts";

/** A host name that cannot be turned into an address. */
export const dns: Cause = {
  id: "network.dns",
  title: "Host name cannot be resolved",
  why: "The name does not exist where the service asks, or the name server did not answer. No packet reached the host. A private zone that is not bound to this network, an egress setting, or a typing error in the address.",
  sources: ["urllib3:src/urllib3/exceptions.py", "libuv:include/uv.h", "go:src/net/net.go"],
  signs: [
    {
      text: /Failed to resolve '(?<host>[^'\n]{1,253})' \(/,
      weight: 4,
      example: `HTTPSConnectionPool(host='billing.internal', port=443): Max retries exceeded with url: /v1/charge (Caused by NameResolutionError("<urllib3.connection.HTTPSConnection object at 0x7f2>: Failed to resolve 'billing.internal' ([Errno -2] Name or service not known)"))`,
    },
    {
      text: /getaddrinfo (?:EAI_AGAIN|EAI_NONAME|ENOTFOUND) (?<host>[\w.-]{1,253})/,
      weight: 4,
      example: "Error: getaddrinfo EAI_AGAIN db.internal",
    },
    {
      text: /could not translate host name "(?<host>[^"\n]{1,253})" to address/,
      weight: 4,
      example: 'could not translate host name "db.internal" to address: Name or service not known',
    },
    {
      text: /dial tcp: lookup (?<host>[\w.-]{1,253})(?: on [^\n]{1,60})?: (?:no such host|server misbehaving|i\/o timeout)/,
      weight: 4,
      example: "dial tcp: lookup db.internal on 169.254.169.254:53: no such host",
    },
    {
      text: /query(?:A|Aaaa|Srv) (?:EREFUSED|ESERVFAIL|ENOTFOUND|ETIMEOUT) (?<host>[\w.-]{1,253})/,
      weight: 4,
      example: "Error: queryA ESERVFAIL db.internal",
    },
    {
      text: /UnknownHostException: (?<host>[\w.-]{1,253})/,
      weight: 4,
      example: "java.net.UnknownHostException: billing.internal: Name or service not known",
    },
    {
      text: /Cannot connect to host (?<host>[\w.-]{1,253}):\d{1,5} [^\n]{0,60}\[(?:Name or service not known|Temporary failure in name resolution|No address associated)/,
      weight: 4,
      example:
        "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host billing.internal:443 ssl:default [Name or service not known]",
    },
    {
      text: /Name or service not known|Temporary failure in name resolution|nodename nor servname provided|Name does not resolve|No address associated with hostname|EAI_AGAIN|EAI_NONAME|hostname resolving error|no such host/,
      weight: 3,
      example: "socket.gaierror: [Errno -3] Temporary failure in name resolution",
    },
    {
      exception: /(?:^|\.)(?:gaierror|NameResolutionError|UnknownHostException)$/,
      weight: 3,
      example: "socket.gaierror: [Errno -5]",
    },
  ],
  headline: (slots) => `Host ${slotOr(slots, "host", "of the dependency")} cannot be resolved`,
  component: (slots) => `name resolution of ${slotOr(slots, "host", "the dependency")}`,
  echoes: [
    "boot.container-not-listening",
    "network.connection-refused",
    "network.timeout",
    "dependency.redis-clients",
    "dependency.upstream-error",
    "auth.system-user",
    "code.unhandled-exception",
  ],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The name ${slotOr(slots, "host", "of the dependency")} had no address where the service asked, so no connection was tried.`,
  systemic: [
    {
      question: "Why does the name not resolve from this environment?",
      candidates: [
        "The private zone of this environment is not bound to the network that the revision leaves through.",
        "The host name in this environment's settings names something that was moved or never existed here.",
      ],
    },
    {
      question: "Why does this environment's network differ?",
      candidates: ["Zones and egress are set by hand per environment, not from code."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: (slots) => `Point the service at an address of ${slotOr(slots, "host", "the dependency")} that resolves`,
      detail: () => "gcloud run services update SERVICE --region REGION --update-env-vars VARIABLE=HOST_THAT_RESOLVES",
    },
    {
      kind: "fix",
      title: (slots) => `Make ${slotOr(slots, "host", "the name")} resolve from the service's network`,
      detail: (slots) =>
        `From the same network: dig +short ${shellWord(slotOr(slots, "host", "HOST"))}. Then: gcloud dns managed-zones list --filter visibility=private, and look at the zone's networks and the revision's VPC egress.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the failing route answer",
      detail: () => "Call the route that failed and expect 2xx; the name error must not appear again.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Keep zones and egress in code",
      detail: () =>
        "Describe zone, bindings and egress of each environment in the same module, and resolve every configured host once at start.",
    },
  ],
};
