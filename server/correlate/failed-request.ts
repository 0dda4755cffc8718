import type { ErrorGroup } from "../../shared/group.ts";

/** Whether a group counts requests that failed with 5xx as the edge saw them: the app server's own lines are the same requests. */
export function isFailedRequest({ kind, signature }: ErrorGroup): boolean {
  const { status, origin } = signature.slots;
  return kind === "request" && origin !== "app" && Number(status) >= 500;
}
