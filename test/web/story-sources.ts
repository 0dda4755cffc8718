import { type SourcesResponse, type SourceView, sourcesResponseSchema } from "../../shared/api-operations.ts";
import type { Gap } from "../../shared/gap.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { formatTime } from "../../shared/words.ts";

/** One source of each state: live with gaps, catching up, one that may not read, a paused one, a paused door. */
export function storySources(now: number): SourcesResponse {
  return sourcesResponseSchema.parse({
    now: toIso(now),
    sources: [live(now), catchingUp(now), refused(now), paused(now), pausedDoor(now), readingFile(now)],
  });
}

/** A source that waits for entries and never failed; a story names what is different. */
function source(id: string, name: string, differences: Partial<SourceView>): SourceView {
  return {
    id: `src_00000000000${id}`,
    name,
    kind: "cloud-logging",
    state: "idle",
    detail: "",
    pause: null,
    canPause: true,
    reads: null,
    environment: null,
    filter: null,
    sent: null,
    cursor: null,
    progress: null,
    files: null,
    lagSeconds: null,
    perMinute: Array.from({ length: 60 }, () => 0),
    lastError: null,
    coverage: { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] },
    gaps: [],
    gapCounts: { open: 0, ended: 0, filled: 0 },
    newestAt: null,
    isSample: false,
    ...differences,
  };
}

const FILTER = 'resource.type="cloud_run_revision"\nseverity>=WARNING';

function sentAt(now: number): string {
  return `(${FILTER}\n) AND receiveTimestamp >= "${toIso(now - 80 * SECOND)}" AND receiveTimestamp < "${toIso(now - 12 * SECOND)}" AND timestamp >= "${toIso(now - DAY)}"`;
}

function live(now: number): SourceView {
  const name = "cloud-logging my-staging-project";
  const gap = (kind: NonNullable<Gap["kind"]>, from: number, to: number | null, reason: string): Gap => ({
    id: `gap_${kind}${from}`,
    source: name,
    kind,
    from: toIso(now - from),
    to: to === null ? null : toIso(now - to),
    reason,
    suppressed: null,
    filler: "list",
    filledAt: null,
    filledBy: null,
  });
  const filled = { filledAt: toIso(now - 7 * HOUR), filledBy: "the polls" };
  const lost = "The live stream ended (Cloud Logging is out of reach: The service is currently unavailable)";
  const held = "Google held entries back from the live stream: more came than Google streams (60,000 a minute)";
  return source("1", name, {
    detail: `Everything received up to ${formatTime(now - 12 * SECOND)} is read; asks again every 10 s. The live stream ended (Cloud Logging is out of reach: The service is currently unavailable) and is opened again in 8 s; meanwhile the polls read everything.`,
    reads: "project my-staging-project",
    filter: FILTER,
    sent: sentAt(now),
    cursor: `All that was received before ${formatTime(now - 16 * SECOND)} is read.`,
    lagSeconds: 12,
    perMinute: Array.from({ length: 60 }, (_, i) => 180 + Math.round(60 * Math.sin(i / 4)) + (i % 7) * 9),
    lastError: { at: toIso(now - 40 * SECOND), message: "Cloud Logging is out of reach: the service is unavailable" },
    coverage: {
      read: 12841,
      accepted: 12790,
      duplicates: 48,
      rejected: 3,
      rejections: [{ line: 512, reason: "not a JSON object: <b>oops</b>" }],
      gaps: [],
    },
    gaps: [
      gap("disconnect", 40 * SECOND, null, lost),
      { ...gap("suppression", 5 * MINUTE, 4 * MINUTE, held), suppressed: 1840 },
      { ...gap("throttling", 9 * HOUR, 8 * HOUR, "throttled by Cloud Logging (429)"), ...filled },
      {
        ...gap("restart", 20 * HOUR, 19.9 * HOUR, "no Plumbline read this source: none ran, or none reached it"),
        ...filled,
      },
    ],
    gapCounts: { open: 1, ended: 1, filled: 2 },
    newestAt: toIso(now - 14 * SECOND),
  });
}

function catchingUp(now: number): SourceView {
  return source("2", "cloud-logging my-archive-project", {
    state: "reading",
    detail: `Read up to ${formatTime(now - 20 * HOUR)}, 20 h behind, about 14 min left.`,
    reads: "project my-archive-project",
    filter: "",
    cursor: `All that was received before ${formatTime(now - 20.4 * HOUR)} is read; under way is ${formatTime(now - 20.4 * HOUR)} to ${formatTime(now - 19.4 * HOUR)}, within its pages.`,
    progress: { from: toIso(now - 72 * HOUR), readTo: toIso(now - 20 * HOUR), endsAt: toIso(now + 14 * MINUTE) },
    lagSeconds: (20 * HOUR) / SECOND,
    perMinute: Array.from({ length: 60 }, (_, i) => (i < 48 ? 0 : 54_000 + (i % 3) * 2100)),
    coverage: { read: 812_400, accepted: 811_902, duplicates: 498, rejected: 0, rejections: [], gaps: [] },
    newestAt: toIso(now - 20 * HOUR),
  });
}

function readingFile(now: number): SourceView {
  return source("6", "file /var/exports/2026-02.ndjson.gz", {
    kind: "file",
    state: "reading",
    detail: "Reading /var/exports/2026-02.ndjson.gz: 1.3 GB of 3.1 GB, about 4 min left.",
    reads: "/var/exports/2026-02.ndjson.gz",
    files: { readBytes: 1_310_000_000, ofBytes: 3_121_000_000, endsAt: toIso(now + 4 * MINUTE) },
    perMinute: Array.from({ length: 60 }, (_, i) => (i < 56 ? 0 : 1_240_000 + i * 1000)),
    coverage: { read: 3_720_400, accepted: 3_720_400, duplicates: 0, rejected: 0, rejections: [], gaps: [] },
    newestAt: toIso(now - 12 * DAY),
  });
}

function refused(now: number): SourceView {
  const message = "PERMISSION_DENIED: grant roles/logging.viewer to the service account.";
  return source("3", "cloud-logging my-production-project", {
    state: "failed",
    detail: message,
    reads: "project my-production-project",
    filter: "",
    lastError: { at: toIso(now - 9 * SECOND), message },
    coverage: null,
  });
}

function paused(now: number): SourceView {
  const since = toIso(now - 42 * MINUTE);
  const reason = "load test on staging until 15:00, ask Grace before resuming";
  const name = "cloud-logging my-load-test-project";
  return source("4", name, {
    state: "paused",
    detail: `Paused by ada@example.com: ${reason}`,
    pause: { by: "ada@example.com", reason, since },
    reads: "project my-load-test-project",
    filter: "severity>=ERROR",
    cursor: `All that was received before ${formatTime(now - 42 * MINUTE)} is read.`,
    progress: { from: toIso(now - 2 * HOUR), readTo: since, endsAt: null },
    lagSeconds: (42 * MINUTE) / SECOND,
    perMinute: Array.from({ length: 60 }, (_, i) => (i < 18 ? 40 + (i % 5) : 0)),
    coverage: { read: 5210, accepted: 5198, duplicates: 12, rejected: 0, rejections: [], gaps: [] },
    gaps: [
      {
        id: "gap_pause",
        source: name,
        kind: "pause",
        from: since,
        to: null,
        reason: `paused by ada@example.com: ${reason}`,
        suppressed: null,
        filler: "list",
        filledAt: null,
        filledBy: null,
      },
    ],
    gapCounts: { open: 1, ended: 0, filled: 0 },
    newestAt: since,
  });
}

function pausedDoor(now: number): SourceView {
  return source("5", "pubsub", {
    kind: "pubsub",
    state: "paused",
    pause: { by: "grace@example.com", reason: "poison messages", since: toIso(now - 2 * MINUTE) },
    reads: "POST /ingest/pubsub",
    coverage: { read: 91_022, accepted: 90_871, duplicates: 151, rejected: 0, rejections: [], gaps: [] },
    newestAt: toIso(now - 3 * MINUTE),
  });
}
