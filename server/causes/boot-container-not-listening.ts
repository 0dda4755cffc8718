import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { DESCRIBE_SERVICE, slotOr, TRAFFIC_BACK } from "./words.ts";

/** The container ended, or never opened its port: usually the consequence of an error in the same instance. */
export const containerNotListening: Cause = {
  id: "boot.container-not-listening",
  title: "Container does not start or does not listen",
  why: "The platform started the container and no server answered on its port, or the process ended. Most often an error a few lines earlier in the same instance says why; without one look at the port, the address (0.0.0.0) and the time that start-up takes.",
  sources: [
    "gcpdiag:gcpdiag/runbook/cloudrun/service_deployment.py",
    "https://cloud.google.com/run/docs/troubleshooting#container-failed-to-start",
    "gunicorn:gunicorn/arbiter.py",
    "uvicorn:uvicorn/lifespan/on.py",
  ],
  signs: [
    {
      text: /failed to start and listen on the port defined (?:provided )?by the PORT ?=? ?(?<port>\d{1,5})? ?env/,
      weight: 3,
      example:
        "Revision 'api-00035-abc' is not ready and cannot serve traffic. The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable.",
    },
    {
      text: /container failed the configured startup probe checks/,
      weight: 3,
      example: "The user-provided container failed the configured startup probe checks.",
    },
    {
      text: /STARTUP (?:TCP|HTTP|GRPC) probe failed \d{1,6} times? consecutively for container "[^"\n]{1,100}" on (?:port (?<port>\d{1,5})|path "?(?<path>[\w/.-]{0,59}[\w/-]))/,
      weight: 2.5,
      example:
        'Default STARTUP TCP probe failed 1 time consecutively for container "api-1" on port 8080. The instance was not started.',
    },
    { text: /STARTUP TCP probe failed/, weight: 2, example: "Default STARTUP TCP probe failed 1 time consecutively" },
    { text: /Container called exit\((?<exitCode>\d{1,3})\)/, weight: 2, example: "Container called exit(3)." },
    {
      text: /Worker failed to boot/,
      weight: 2,
      example: "[2026-01-01 10:00:00 +0000] [1] [ERROR] Reason: Worker failed to boot.",
    },
    {
      text: /Application startup failed\. Exiting/,
      weight: 2,
      example: "ERROR:    Application startup failed. Exiting.",
    },
    {
      text: /\[ERROR\] Shutting down: Master/,
      weight: 1.5,
      example: "[2026-01-01 10:00:00 +0000] [1] [ERROR] Shutting down: Master",
    },
    {
      text: /Shutting down: Master/,
      only: "boot",
      weight: 1,
      example: "Shutting down: Master",
    },
    {
      text: /Worker \(pid:\d{1,9}\) exited with code (?<exitCode>[1-9]\d{0,2})/,
      weight: 1.5,
      example: "[2026-01-01 10:00:00 +0000] [1] [ERROR] Worker (pid:7) exited with code 3",
    },
    { text: /\[ERROR\] Exception in worker process/, weight: 1, example: "[1] [ERROR] Exception in worker process" },
    {
      text: /(?:EADDRINUSE: address already in use|\[Errno 98\][^\n]{0,60}address already in use)/i,
      weight: 3,
      example: "Error: listen EADDRINUSE: address already in use :::8080",
    },
    {
      text: /exec: "(?<command>[^"\n]{1,200})": (?:stat |executable file not found)/,
      weight: 4,
      example: 'Failed to start container: exec: "/app/run.sh": stat /app/run.sh: no such file or directory',
    },
    {
      text: /sh: (?:line )?\d{1,3}: (?:exec: )?(?<command>[\w./-]{1,100}): not found/,
      weight: 2.5,
      example: "/bin/sh: 1: gunicorn: not found",
    },
    { text: /exec format error/, weight: 3, example: "exec /app/server: exec format error" },
    {
      text: /APPLICATION FAILED TO START/,
      weight: 2,
      example: "***************************\nAPPLICATION FAILED TO START",
    },
    {
      text: /Back-off restarting failed container(?: (?<container>[\w-]{1,63}))?/,
      weight: 2,
      example: "Back-off restarting failed container api in pod api-7c9d_default",
    },
    { text: /CrashLoopBackOff/, weight: 2, example: "container is waiting: CrashLoopBackOff" },
    { text: /HealthCheckContainerError/, weight: 2, example: "Reason: HealthCheckContainerError" },
  ],
  headline,
  component: () => "container start-up",
  echoes: ["capacity.no-instance"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    slots.container !== undefined
      ? `Container ${slots.container} ends soon after each start; the platform waits longer before every further try, and requests have no server meanwhile.`
      : slots.exitCode === undefined
        ? `No process answered on port ${slotOr(slots, "port", "$PORT")} before the start-up probe gave up, so the instance took no traffic.`
        : `The container's main process ended with code ${slots.exitCode}, so the requests of that instance had no server.`,
  systemic: [
    {
      question: "Why was a revision deployed that cannot start?",
      candidates: ["The image was not started with this environment's settings before it was deployed."],
    },
    {
      question: "Why did nothing hold back the traffic?",
      candidates: ["The deploy shifts traffic without a start-up check of the new revision."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that started",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Mend what ended the process",
      detail: () =>
        `Read stderr of one failed instance from its start. Where no error is there: listen on 0.0.0.0:$PORT, and give start-up more time (startup probe, CPU boost). Settings: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the new revision become ready",
      detail: () =>
        "gcloud run revisions describe REVISION --region REGION --format 'value(status.conditions)': Ready must be True.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Deploy without traffic, probe, then shift",
      detail: () =>
        "gcloud run deploy SERVICE --image IMAGE --region REGION --no-traffic --tag candidate; probe the tag's address; shift only when it answers.",
    },
  ],
};

function headline(slots: Slots): string {
  if (slots.command !== undefined) return `The container's command ${slots.command} is not in the image`;
  if (slots.exitCode !== undefined) return `The container ended with exit code ${slots.exitCode}`;
  if (slots.container !== undefined) return `Container ${slots.container} fails and is restarted again and again`;
  return slots.port === undefined
    ? "The container's server did not start"
    : `The container does not listen on port ${slots.port}`;
}
