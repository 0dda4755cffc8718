import type { Config } from "../shared/config.ts";
import type { Rejection } from "../shared/log-entry.ts";
import { createRedact } from "./redact/redact.ts";

/** Rejections with secrets in their reasons replaced: a reason may show a piece of what was offered. */
export function redactedRejections(rejections: readonly Rejection[], config: Pick<Config, "redaction">): Rejection[] {
  const redact = createRedact(config.redaction);
  return rejections.map(({ line, reason }) => ({ line, reason: redact(reason).text }));
}
