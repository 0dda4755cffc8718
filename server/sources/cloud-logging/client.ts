import type { v2 } from "@google-cloud/logging-api";
import type { AuthClient } from "google-auth-library";
import { SECOND } from "../../../shared/time.ts";
import { before } from "../../lib/deadline.ts";
import { PlumblineError } from "../../lib/errors.ts";

export type LoggingClient = InstanceType<typeof v2.LoggingServiceV2Client>;

export type ClientSettings = {
  /** host or host:port; default logging.googleapis.com:443. */
  endpoint?: string | undefined;
  /** No TLS and no credentials: only for a server on loopback. */
  insecure: boolean;
  /** The project that pays for the quota; default the credentials' own. */
  quotaProject?: string | undefined;
  /** The service account to act as; the credentials need roles/iam.serviceAccountTokenCreator on it. */
  impersonate?: string | undefined;
};

/** Looking for credentials ends here, so that a closed network does not hold the status up. */
const CREDENTIALS_MS = 5 * SECOND;

const SCOPES = ["https://www.googleapis.com/auth/logging.read"];

/** Finds a connection that died silently: without it a call on it waits for its deadline, and so does the next. */
const KEEPALIVE = { "grpc.keepalive_time_ms": 30 * SECOND, "grpc.keepalive_timeout_ms": 10 * SECOND };

/**
 * A client of Cloud Logging that is ready to be used, with Application Default Credentials. Throws `unauthorized` where
 * there are none, and `bad-config` for a connection without TLS to another machine. Close it after use. The library is
 * loaded only here: it takes a while.
 */
export async function openLoggingClient(settings: ClientSettings): Promise<LoggingClient> {
  const { v2 } = await import("@google-cloud/logging-api");
  const options = { ...addressOf(settings), ...KEEPALIVE };
  const client = settings.insecure
    ? new v2.LoggingServiceV2Client({ ...options, ...(await withoutCredentials(settings)) })
    : new v2.LoggingServiceV2Client({ ...options, authClient: await findCredentials(settings) });
  // Every method starts this too, and a failure there would end the process.
  await client.initialize();
  return client;
}

function addressOf({ endpoint }: ClientSettings): { apiEndpoint?: string; port?: number } {
  if (endpoint === undefined) return {};
  const [, host = endpoint, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(endpoint) ?? [];
  return port === undefined ? { apiEndpoint: host } : { apiEndpoint: host, port: Number(port) };
}

async function withoutCredentials(settings: ClientSettings) {
  const { apiEndpoint = "" } = addressOf(settings);
  if (!["127.0.0.1", "localhost", "[::1]", "::1"].includes(apiEndpoint)) {
    throw new PlumblineError(
      "bad-config",
      `The source has insecure: true and endpoint ${settings.endpoint ?? "(not set)"}: entries and credentials would cross the network in the clear. Remove insecure, or use an endpoint on loopback such as 127.0.0.1:8085.`,
    );
  }
  const [{ grpc }, { PassThroughClient }] = await Promise.all([import("google-gax"), import("google-auth-library")]);
  return { projectId: "local", sslCreds: grpc.credentials.createInsecure(), authClient: new PassThroughClient() };
}

async function findCredentials({ quotaProject, impersonate }: ClientSettings): Promise<AuthClient> {
  const { GoogleAuth, Impersonated } = await import("google-auth-library");
  // Ask the metadata server only on Google's machines: elsewhere the lookup takes seconds and warns on stderr.
  process.env.METADATA_SERVER_DETECTION ??= "bios-only";
  const clientOptions = quotaProject === undefined ? {} : { quotaProjectId: quotaProject };
  const auth = new GoogleAuth({ scopes: SCOPES, clientOptions });
  try {
    const found = await before(Date.now() + CREDENTIALS_MS, auth.getClient());
    if (impersonate === undefined) return found;
    return new Impersonated({
      sourceClient: found,
      targetPrincipal: impersonate,
      targetScopes: SCOPES,
      delegates: [],
      ...clientOptions,
    });
  } catch (error) {
    // The reason is not passed on: it may hold parts of a key file.
    throw new PlumblineError("unauthorized", NO_CREDENTIALS, { cause: error });
  }
}

const NO_CREDENTIALS =
  "No usable Google Cloud credentials were found. Run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS to a key file, or run as a service account with roles/logging.viewer";
