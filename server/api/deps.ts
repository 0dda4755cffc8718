import type { Pool } from "pg";
import type { ChangedEvent, ReportFormat, RunChecksResponse, Sample, StatusResponse } from "../../shared/api.ts";
import type { Analysis } from "../../shared/incident.ts";
import type { Log } from "../lib/log.ts";

/** What the API needs of the application around it. */
export type ApiDeps = {
  pool: Pool;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  status: () => Promise<StatusResponse>;
  /** Asks the live system about an incident anew: one check, or all. Throws not-found. */
  runChecks: (incidentId: string, checkId: string | undefined) => Promise<RunChecksResponse>;
  render: (format: ReportFormat, analysis: Analysis) => Promise<Rendered>;
  sample: { load: () => Promise<Sample>; fix: () => Promise<Sample>; remove: () => Promise<Sample> };
  /** Calls back for each change until the returned function is called. */
  subscribe: (listener: (event: ChangedEvent) => void) => () => void;
};

export type Rendered = { body: string | Uint8Array; mediaType: string; extension: string };
