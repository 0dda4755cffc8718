import { FlaskConical } from "lucide-react";
import { useSampleAction } from "../../data/status.ts";
import { Copyable } from "../../parts/copyable.tsx";
import { runSampleAction } from "../../parts/sample-banner.tsx";
import "./connect.css";

const ROLES = `PROJECT=my-staging-project
gcloud iam service-accounts create plumbline --project "$PROJECT"
gcloud projects add-iam-policy-binding "$PROJECT" \\
  --member "serviceAccount:plumbline@$PROJECT.iam.gserviceaccount.com" \\
  --role roles/logging.viewer
gcloud auth application-default login \\
  --impersonate-service-account "plumbline@$PROJECT.iam.gserviceaccount.com"`;

const SOURCES = `environments:
  - name: staging
    projects: [my-staging-project]
sources:
  - kind: cloud-logging
    project: my-staging-project
    filter: resource.type="cloud_run_revision"`;

const DATABASES = `environments:
  - name: staging
    projects: [my-staging-project]
    database: { url: "\${STAGING_DATABASE_URL}" }
    migrations: { tool: alembic }
    endpoints:
      - { method: GET, route: /healthz, url: "https://staging.example.com/healthz" }
  - name: production
    reference: true
    projects: [my-production-project]
    database: { url: "\${PRODUCTION_DATABASE_URL}" }`;

const CHECK = "npx plumbline config check";
const FILE = "npx plumbline analyze entries.json --format markdown";

/** The first run with nothing configured: what to do, step by step, or a sample to look at. */
export function Connect() {
  const sample = useSampleAction();
  return (
    <section className="connect" aria-labelledby="connect-title">
      <header className="connect-head">
        <div>
          <h2 id="connect-title">Nothing is connected yet</h2>
          <p>
            Plumbline has no source of log entries, so it cannot know whether something is wrong. Four steps connect a
            Google Cloud project; the sample shows an incident first.
          </p>
        </div>
        <button
          type="button"
          className="button button-main"
          disabled={sample.isPending}
          onClick={() => void runSampleAction(sample.mutateAsync, "load")}
        >
          <FlaskConical size={16} aria-hidden="true" /> {sample.isPending ? "Loading the sample" : "Load the sample"}
        </button>
      </header>
      <ol className="connect-steps">
        <li>
          <h3>Let Plumbline read the logs</h3>
          <p>
            An account with <code>roles/logging.viewer</code> is enough; it reads and never writes. For data access
            audit logs add <code>roles/logging.privateLogViewer</code>, for request metrics{" "}
            <code>roles/monitoring.viewer</code>.
          </p>
          <Copyable label="Commands that make the account" text={ROLES} />
        </li>
        <li>
          <h3>Name the project</h3>
          <p>
            In <code>plumbline.yaml</code>, in the folder where Plumbline starts. The filter is in the Logging query
            language; without one, every entry is read.
          </p>
          <Copyable label="The source in plumbline.yaml" text={SOURCES} />
        </li>
        <li>
          <h3>Let it check what is true</h3>
          <p>
            With a database and endpoints, causes are confirmed or refuted by looking. Databases are opened read-only,
            with a statement timeout. Addresses come from the environment.
          </p>
          <Copyable label="Databases and endpoints in plumbline.yaml" text={DATABASES} />
        </li>
        <li>
          <h3>Check the file and start again</h3>
          <p>Every fault of the configuration is listed at once. Incidents appear here by themselves.</p>
          <Copyable label="The command that checks the configuration" text={CHECK} />
        </li>
      </ol>
      <div className="connect-aside">
        <p className="quiet">No access to the project? Entries in a file are enough for one report:</p>
        <Copyable label="The command for a file" text={FILE} />
      </div>
    </section>
  );
}
