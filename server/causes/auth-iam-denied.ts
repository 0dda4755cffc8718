import type { Cause } from "../../shared/cause.ts";
import { DESCRIBE_SERVICE, shellWord, slotOr } from "./words.ts";

/** Google knows who calls, or sees that nobody is named, and refuses. */
export const iamDenied: Cause = {
  id: "auth.iam-denied",
  title: "Permission denied by IAM",
  why: "The account behind the call lacks a permission, or a request came to a private service without identity. A refusal at Cloud Run's edge takes about 0 ms: the app's code never ran.",
  sources: [
    "https://cloud.google.com/run/docs/troubleshooting#unauthorized-client",
    "https://cloud.google.com/sql/docs/postgres/connect-run",
    "https://cloud.google.com/iam/docs/permission-error-messages",
  ],
  signs: [
    {
      text: /boss::NOT_AUTHORIZED: Not authorized to access resource\.(?: Possibly missing permission (?<permission>[\w.]{1,100}\w))?/,
      weight: 4,
      example:
        "boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.get on resource instances/main",
    },
    {
      text: /The request was not authenticated\. Either allow unauthenticated invocations or set the proper Authorization header/,
      weight: 4,
      slots: { permission: "run.routes.invoke" },
      example:
        "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header. Read more at https://cloud.google.com/run/docs/securing/authenticating",
    },
    {
      text: /The request was not authorized to invoke this service|Your client does not have permission to get URL/,
      weight: 4,
      slots: { permission: "run.routes.invoke" },
      example: "The request was not authorized to invoke this service.",
    },
    {
      text: /Permission denied on secret: (?:projects\/[\w-]{1,60}\/secrets\/)?(?<resource>[\w-]{1,255})/,
      weight: 4,
      slots: { permission: "secretmanager.versions.access" },
      example:
        "Permission denied on secret: projects/123/secrets/DATABASE_URL/versions/latest for Revision service account",
    },
    {
      text: /Permission ['"](?<permission>[\w.]{3,100})['"] denied/,
      weight: 4,
      example: "PERMISSION_DENIED: Permission 'pubsub.topics.publish' denied on resource 'projects/shop/topics/orders'",
    },
    {
      text: /does not have (?<permission>[a-z]\w{1,30}\.[a-z]\w{1,30}\.[a-z]\w{1,30}) access/,
      weight: 4,
      example:
        "api@shop.iam.gserviceaccount.com does not have storage.objects.get access to the Google Cloud Storage object.",
    },
    {
      text: /does not have (?<permission>[a-z]\w{1,30}\.[a-z]\w{1,30}\.[a-z]\w{1,30}) permission/,
      weight: 4,
      example: "403 Access Denied: Project shop: User does not have bigquery.jobs.create permission in project shop.",
    },
    {
      text: /The caller does not have permission|IAM_PERMISSION_DENIED/,
      weight: 3,
      example: "7 PERMISSION_DENIED: The caller does not have permission",
    },
    {
      text: /\b403\b[^\n]{0,300}(?:Access Denied|Permission Denied|Insufficient Permission)|(?:Access Denied|Insufficient Permission): (?:Project|Dataset|Table|BigQuery)/,
      weight: 2,
      example: "Access Denied: Table shop:sales.orders: User does not have permission to query table shop:sales.orders",
    },
    {
      text: /\bPERMISSION_DENIED\b|code = PermissionDenied/,
      weight: 2,
      example: "rpc error: code = PermissionDenied desc = no",
    },
  ],
  headline: (slots) =>
    `IAM denies ${slotOr(slots, "permission", "the call")}${slots.resource === undefined ? "" : ` on ${slots.resource}`}`,
  component: () => "IAM policy of the service account",
  echoes: [
    "boot.container-not-listening",
    "network.cloudsql-unreachable",
    "config.missing-secret",
    "auth.system-user",
    "code.unhandled-exception",
  ],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    slots.permission === "run.routes.invoke"
      ? "The caller has no right to invoke the service, so Google's edge answered before the app's code ran."
      : `The account that the call was made with lacks ${slotOr(slots, "permission", "the permission")}, so Google refused it.`,
  systemic: [
    {
      question: "Why does the account lack the permission?",
      candidates: [
        "A binding was dropped or replaced by a change of the policy.",
        "The environment uses another account, which was never given the role.",
      ],
    },
    {
      question: "Why was it not seen after the change?",
      candidates: ["No probe calls the service as the real caller after a deploy."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Put the binding back that was there before",
      detail: () => "The audit log's SetIamPolicy entry holds the policy before the change (bindingDeltas).",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: (slots) => `Grant a role that holds ${slotOr(slots, "permission", "the permission")}`,
      detail: (slots) =>
        `gcloud projects add-iam-policy-binding PROJECT --member serviceAccount:ACCOUNT --role ${shellWord(roleFor(slots))}. The account is in: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Make the call as the account",
      detail: () =>
        "Repeat the failing call with --impersonate-service-account ACCOUNT; expect success. Policies take a minute or two to spread.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Keep bindings in code, additive",
      detail: () =>
        "Describe each member's role by itself (google_project_iam_member, not _policy), and probe as the real caller after each deploy.",
    },
  ],
};

/** The smallest predefined role that holds a permission seen in the field. https://cloud.google.com/iam/docs/roles-permissions */
function roleFor(slots: Record<string, string>): string {
  const permission = slots.permission ?? "";
  if (permission.startsWith("cloudsql.")) return "roles/cloudsql.client";
  if (permission.startsWith("run.")) return "roles/run.invoker";
  if (permission.startsWith("secretmanager.")) return "roles/secretmanager.secretAccessor";
  if (permission === "pubsub.topics.publish") return "roles/pubsub.publisher";
  if (permission.startsWith("storage.objects.get")) return "roles/storage.objectViewer";
  return "ROLE";
}
