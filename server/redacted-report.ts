import type { RedactionConfig } from "../shared/redaction-config.ts";
import { redactDocument } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";
import type { ReportSource } from "./report-formats.ts";

/** A report as it may leave: what was stored is redacted already; this holds whatever came to it another way. */
export function redactedReport({ analysis, derivation }: ReportSource, settings: RedactionConfig): ReportSource {
  const redact = createRedact(settings);
  return {
    analysis: redactDocument(analysis, redact),
    derivation: async () => redactDocument(await derivation(), redact),
  };
}
