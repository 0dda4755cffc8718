import { type ConnectWay, ENVIRONMENT, FILTER, PROJECT } from "./connect-step.ts";

/** Files. https://cloud.google.com/sdk/gcloud/reference/logging/read */
export const FILES: ConnectWay = {
  id: "files",
  name: "Files",
  when: "Entries that were exported already, also by a sink to Cloud Storage. Needs no access to the project.",
  steps: [
    {
      title: "Take the entries along",
      text: "A list, one entry per line, or either of them compressed with gzip. Whoever may read the logs can do this.",
      label: "The command that exports a day",
      code: `gcloud logging read '${FILTER}' \\
  --project ${PROJECT} --freshness 1d --limit 50000 \\
  --format json > entries.json`,
    },
    {
      title: "Name the file, or a folder of files",
      text: "In `plumbline.yaml`. A folder is looked at every 10 seconds. For one report without a server: `npx plumbline analyze entries.json`.",
      label: "The sources in plumbline.yaml",
      code: `${ENVIRONMENT}
sources:
  - { kind: file, path: ./entries.json }
  - { kind: folder, path: ./exported }`,
    },
  ],
};

/** Logs over OTLP to `address`. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export const otlp = (address: string): ConnectWay => ({
  id: "otlp",
  name: "OpenTelemetry",
  when: "A collector or the SDK of a service sends its log records over OTLP/HTTP, as protobuf or JSON.",
  steps: [
    {
      title: "Make a token for the sender",
      text: "It can bring entries and read nothing. On one machine, without `auth` in `plumbline.yaml`, none is needed.",
      label: "The command that makes a token",
      code: "npx plumbline token create --name collector --scope logs:write",
    },
    {
      title: "Send the logs here",
      text: "In the collector’s configuration. The project of a record is its `cloud.account.id` on Google Cloud, and its `deployment.environment.name` elsewhere.",
      label: "The exporter in the collector’s configuration",
      code: `exporters:
  otlphttp/plumbline:
    endpoint: ${address}
    headers: { authorization: "Bearer \${env:PLUMBLINE_TOKEN}" }
service:
  pipelines:
    logs:
      receivers: [otlp]
      exporters: [otlphttp/plumbline]`,
    },
    {
      title: "Name the environment",
      text: "In `plumbline.yaml`, in the folder where Plumbline starts.",
      label: "The environment in plumbline.yaml",
      code: `${ENVIRONMENT}
auth:
  tokens: true`,
    },
  ],
});
