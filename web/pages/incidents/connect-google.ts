import { type ConnectWay, ENVIRONMENT, FILTER, PROJECT } from "./connect-step.ts";

/** Polling. https://cloud.google.com/sdk/gcloud/reference/auth/application-default/login */
export const LOGGING: ConnectWay = {
  id: "logging",
  name: "Cloud Logging",
  when: "Plumbline asks for new entries every 10 seconds. The quickest way, and enough for most projects.",
  steps: [
    {
      title: "Let Plumbline read the logs",
      text: "An account with `roles/logging.viewer` is enough; it reads and never writes. For data access audit logs add `roles/logging.privateLogViewer`, for request metrics `roles/monitoring.viewer`. On Cloud Run or a machine of Google’s, run Plumbline as that account and leave out the last command.",
      label: "Commands that make the account",
      code: `PROJECT=${PROJECT}
gcloud iam service-accounts create plumbline --project "$PROJECT"
gcloud projects add-iam-policy-binding "$PROJECT" \\
  --member "serviceAccount:plumbline@$PROJECT.iam.gserviceaccount.com" \\
  --role roles/logging.viewer
gcloud auth application-default login \\
  --impersonate-service-account "plumbline@$PROJECT.iam.gserviceaccount.com"`,
    },
    {
      title: "Name the project",
      text: "In `plumbline.yaml`, in the folder where Plumbline starts. The filter is in the Logging query language; without one, every entry is read.",
      label: "The source in plumbline.yaml",
      code: `${ENVIRONMENT}
sources:
  - kind: cloud-logging
    project: ${PROJECT}
    filter: ${FILTER}`,
    },
  ],
};

/**
 * Push to `address`, which Google reaches. https://cloud.google.com/sdk/gcloud/reference/logging/sinks/create,
 * https://cloud.google.com/pubsub/docs/create-push-subscription
 */
export const pubsub = (address: string): ConnectWay => ({
  id: "pubsub",
  name: "Pub/Sub push",
  when: "Google sends each entry as it comes. For many entries and several replicas; needs an address that Google reaches over HTTPS.",
  steps: [
    {
      title: "Send the logs to a topic",
      text: "A topic, a sink that routes entries to it, and the right of the sink to publish there.",
      label: "Commands for the topic and the sink",
      code: `PROJECT=${PROJECT}
gcloud pubsub topics create plumbline --project "$PROJECT"
gcloud logging sinks create plumbline \\
  "pubsub.googleapis.com/projects/$PROJECT/topics/plumbline" \\
  --log-filter '${FILTER}' --project "$PROJECT"
WRITER=$(gcloud logging sinks describe plumbline \\
  --format 'value(writerIdentity)' --project "$PROJECT")
gcloud pubsub topics add-iam-policy-binding plumbline \\
  --member "$WRITER" --role roles/pubsub.publisher --project "$PROJECT"`,
    },
    {
      title: "Push them to Plumbline, signed",
      text: "Each push carries an OpenID Connect token of the account `plumbline-push`; Pub/Sub’s own agent must be allowed to make it. What Plumbline has not stored yet is sent again.",
      label: "Commands for the account and the subscription",
      code: `URL=${address}
PUSH="plumbline-push@$PROJECT.iam.gserviceaccount.com"
NUMBER=$(gcloud projects describe "$PROJECT" --format 'value(projectNumber)')
gcloud iam service-accounts create plumbline-push --project "$PROJECT"
gcloud iam service-accounts add-iam-policy-binding "$PUSH" \\
  --member "serviceAccount:service-$NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com" \\
  --role roles/iam.serviceAccountTokenCreator --project "$PROJECT"
gcloud pubsub subscriptions create plumbline --topic plumbline \\
  --push-endpoint "$URL/ingest/pubsub" \\
  --push-auth-service-account "$PUSH" \\
  --push-auth-token-audience "$URL/ingest/pubsub" \\
  --ack-deadline 60 --expiration-period never --project "$PROJECT"`,
    },
    {
      title: "Say whose pushes are taken",
      text: "In `plumbline.yaml`. Every other push is turned away. A Plumbline that listens beyond its own machine needs a way to sign in as well; `roles` says who may look.",
      label: "The section pubsub of plumbline.yaml",
      code: `${ENVIRONMENT}
pubsub:
  audience: ${address}/ingest/pubsub
  serviceAccount: plumbline-push@${PROJECT}.iam.gserviceaccount.com
auth:
  tokens: true`,
    },
  ],
});
