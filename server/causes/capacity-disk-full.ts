import type { Cause } from "../../shared/cause.ts";
import { weighMetric } from "./metrics.ts";
import { ask } from "./words.ts";

const DISK = "cloudsql.googleapis.com/database/disk/utilization";

/** 53100 or ENOSPC: no space for data, write-ahead log or temporary files. */
export const diskFull: Cause = {
  id: "capacity.disk-full",
  title: "Disk full",
  why: "The disk of the database server, or the file system of the container, has no space left. A database may stop writing altogether until space is found.",
  sources: [
    "pganalyze/collector:logs/analyze.go",
    "gcpdiag:lint/cloudsql/warn_2023_002",
    "https://cloud.google.com/sql/docs/postgres/instance-settings#automatic-storage-increase-2ndgen",
  ],
  signs: [
    { sqlstate: "53100", slots: { where: "database" }, weight: 4, example: "ERROR:  disk full, code: 53100" },
    {
      exception: /\bDiskFull(?:Error)?$/,
      slots: { where: "database" },
      weight: 3.5,
      example: "psycopg2.errors.DiskFull: the disk is full",
    },
    {
      text: /could not (?:extend|write to|create|open) (?:file|temporary file)[^\n]{0,200}: No space left on device/,
      slots: { where: "database" },
      weight: 4,
      example: 'ERROR:  could not extend file "base/16384/16386": No space left on device',
    },
    {
      text: /PANIC: {1,2}could not write to [^\n]{0,200}No space left on device/,
      slots: { where: "database" },
      weight: 4,
      example: 'PANIC:  could not write to log file "pg_wal/xlogtemp.42": No space left on device',
    },
    {
      text: /\bENOSPC\b/,
      slots: { where: "container" },
      weight: 3.5,
      example: "Error: ENOSPC: no space left on device, write",
    },
    {
      text: /\[Errno 28\] No space left on device/,
      slots: { where: "container" },
      weight: 3.5,
      example: "OSError: [Errno 28] No space left on device: '/tmp/export.csv'",
    },
    {
      text: /no space left on device/i,
      slots: { where: "container" },
      weight: 2.5,
      example: "write /tmp/export.csv: no space left on device",
    },
  ],
  headline: (slots) => `The disk of the ${slots.where === "database" ? "database server" : "container"} is full`,
  component: (slots) => (slots.where === "database" ? "database server disk" : "container file system"),
  echoes: ["database.restarted", "database.connection-lost", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) =>
    slots.where === "database"
      ? [ask(context, "metric", DISK, { metric: DISK }), ask(context, "restart", "database server")]
      : [],
  weigh: (check, slots, environment) =>
    slots.where === "database"
      ? weighMetric(
          check,
          DISK,
          {
            confirmed: [3.5, "nothing more can be written"],
            refuted: [-1, "there was space, unless a temporary file took it for a moment"],
          },
          environment,
        )
      : undefined,
  mechanism: (slots) =>
    slots.where === "database"
      ? "PostgreSQL must extend a file for rows, write-ahead log or a sort, the disk has no block left, and the statement or the whole server stops."
      : "The app writes a file, the container's file system (which Cloud Run keeps in memory) has no space left, and the write fails.",
  systemic: [
    {
      question: "Why did the disk fill up?",
      candidates: [
        "Data or logs grow without being removed.",
        "A replication slot or a failed archive keeps write-ahead log that cannot be recycled.",
        "One query spilled to temporary files.",
      ],
    },
    {
      question: "Why did nobody act before it was full?",
      candidates: ["Automatic storage increase is off, and no alert watches disk utilization."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Make space",
      detail: (slots) =>
        slots.where === "database"
          ? "gcloud sql instances patch INSTANCE --storage-size LARGER_GB --storage-auto-increase. Look for write-ahead log that is kept: `select slot_name, active, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) as kept from pg_catalog.pg_replication_slots;`"
          : "Deploy the revision again to empty its instances, and give it more memory where files live in memory: gcloud run services update SERVICE --region REGION --memory 1Gi.",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Remove or bound what grows",
      detail: (slots) =>
        slots.where === "database"
          ? "The largest relations: `select c.oid::regclass as relation, pg_size_pretty(pg_total_relation_size(c.oid)) as size from pg_catalog.pg_class c where c.relkind in ('r', 'm') order by pg_total_relation_size(c.oid) desc limit 20;` Expire old rows by partitions, drop unused slots and indexes, and set temp_file_limit."
          : "Stream instead of writing files, delete temporary files in a finally block, or mount a volume.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See space free, and a write succeed",
      detail: (slots) =>
        slots.where === "database"
          ? `${DISK} must be below 80 %, and the failing statement must run.`
          : "Call the route that writes the file and expect an answer.",
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "Alert on disk utilization, and let storage grow",
      detail: () => "Alert at 80 %, turn automatic storage increase on with a limit, and give old data an end.",
    },
  ],
};
