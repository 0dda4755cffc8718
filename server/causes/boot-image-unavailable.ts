import type { Cause } from "../../shared/cause.ts";
import { shellWord, slotOr, TRAFFIC_BACK } from "./words.ts";

/** The platform cannot fetch the image: it is not there, or may not be read. */
export const imageUnavailable: Cause = {
  id: "boot.image-unavailable",
  title: "Container image cannot be fetched",
  why: "The revision names an image that is not in the registry, or that the platform's service agent may not read. No code of the app ran. Requests are still answered by the revision before, where there is one.",
  sources: [
    "gcpdiag:gcpdiag/runbook/cloudrun/service_deployment.py",
    "https://cloud.google.com/run/docs/troubleshooting",
    "https://kubernetes.io/docs/concepts/containers/images/",
  ],
  signs: [
    {
      text: /Image '(?<image>[^'@\n]{1,300})(?:@[^'\n]{1,100})?' not found/,
      weight: 4,
      slots: { problem: "not found" },
      example: "Image 'europe-docker.pkg.dev/shop/app/api:1.4.2' not found.",
    },
    {
      text: /Service Agent[^\n]{0,200} must have permission to read the image,? ?(?<image>[\w.:/-]{1,300}[\w-])?/,
      weight: 4,
      slots: { problem: "no permission" },
      example:
        "Google Cloud Run Service Agent service-1@serverless-robot-prod.iam.gserviceaccount.com must have permission to read the image, gcr.io/shop/api. Ensure that the provided container image URL is correct.",
    },
    {
      text: /Failed to pull image "(?<image>[^"@\n]{1,300})/,
      weight: 4,
      slots: { problem: "not pulled" },
      example: 'Failed to pull image "gcr.io/shop/api:1.4.2": rpc error: code = NotFound',
    },
    { text: /\b(?:ErrImagePull|ImagePullBackOff)\b/, weight: 3, example: "Error: ImagePullBackOff" },
    { text: /manifest unknown/, weight: 2, example: "manifest for gcr.io/shop/api:1.4.2 not found: manifest unknown" },
  ],
  headline: (slots) => `Image ${slotOr(slots, "image", "of the revision")} cannot be fetched`,
  component: () => "container image registry",
  echoes: ["boot.container-not-listening", "capacity.no-instance"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The platform could not fetch ${slotOr(slots, "image", "the image")} (${slotOr(slots, "problem", "unavailable")}), so no instance of the revision exists.`,
  systemic: [
    {
      question: "Why does the revision name an image that cannot be fetched?",
      candidates: [
        "The deploy did not wait for the push, or named a tag that was cleaned up.",
        "The registry lies in another project, whose readers do not include this project's service agent.",
      ],
    },
    {
      question: "Why was it not seen before the deploy?",
      candidates: ["Nothing resolves the image to a digest before the deploy."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Keep or send traffic to the last revision that has its image",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Push ${slotOr(slots, "image", "the image")}, or grant the read permission`,
      detail: (slots) =>
        `gcloud artifacts docker images describe ${shellWord(slotOr(slots, "image", "IMAGE"))}; where it is there: gcloud projects add-iam-policy-binding REGISTRY_PROJECT --member serviceAccount:SERVICE_AGENT --role roles/artifactregistry.reader`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the revision become ready",
      detail: () => "gcloud run revisions describe REVISION --region REGION --format 'value(status.conditions)'",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Deploy by digest, and resolve it before the deploy",
      detail: () =>
        "Let the build hand the pushed digest to the deploy step, and exempt deployed digests from the clean-up policy.",
    },
  ],
};
