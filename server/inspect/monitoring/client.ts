import type { MetricServiceClient } from "@google-cloud/monitoring";
import { SECOND } from "../../../shared/time.ts";
import { before } from "../../lib/deadline.ts";

export type MonitoringSettings = {
  /** Bare host; default: monitoring.googleapis.com. */
  apiEndpoint?: string;
  port?: number;
  /** No TLS and no credentials: only for a server on loopback. */
  insecure?: boolean;
};

/** Looking for credentials ends here, so that a closed network does not hold a report up. */
const CREDENTIALS_MS = 2 * SECOND;

const SCOPES = ["https://www.googleapis.com/auth/monitoring.read"];

/** A client with credentials, or the reason why there is none. The library is loaded only where a metric is asked for. */
export async function openMonitoring(settings: MonitoringSettings): Promise<MetricServiceClient | string> {
  const { MetricServiceClient: Client } = await import("@google-cloud/monitoring");
  const endpoint = {
    ...(settings.apiEndpoint === undefined ? {} : { apiEndpoint: settings.apiEndpoint }),
    ...(settings.port === undefined ? {} : { port: settings.port }),
  };
  if (settings.insecure === true) {
    const [{ grpc }, { PassThroughClient }] = await Promise.all([import("google-gax"), import("google-auth-library")]);
    const sslCreds = grpc.credentials.createInsecure();
    return new Client({ ...endpoint, projectId: "local", sslCreds, authClient: new PassThroughClient() });
  }
  const { GoogleAuth } = await import("google-auth-library");
  // Ask the metadata server only on Google's machines: elsewhere the lookup takes seconds and warns on stderr.
  process.env.METADATA_SERVER_DETECTION ??= "bios-only";
  try {
    const auth = new GoogleAuth({ scopes: SCOPES });
    await before(Date.now() + CREDENTIALS_MS, auth.getClient());
    return new Client({ ...endpoint, auth });
  } catch {
    return "no Google Cloud credentials were found; set GOOGLE_APPLICATION_CREDENTIALS or run with a service account that has roles/monitoring.viewer";
  }
}
