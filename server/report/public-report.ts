import {
  type Analysis,
  CRITERION_KINDS,
  INCIDENT_SEVERITIES,
  type Incident,
  STEP_KINDS,
} from "../../shared/incident.ts";
import type { PublicIncident, PublicReport } from "../../shared/public-report.ts";
import { formatCount, plural } from "../../shared/words.ts";
import { wordOf } from "./people.ts";
import { rootOf } from "./phrases.ts";
import { capabilityFor, createMask } from "./public-names.ts";
import { publicTimeline } from "./public-timeline.ts";
import type { FamilyWords, Reading } from "./reading.ts";

/** Words that say which environment it is and whose it is not. */
const ENVIRONMENTS = ["production", "staging", "development", "testing", "test", "qa", "preview", "sandbox", "demo"];

const CRITERIA = {
  recurrence: "The failure stays away while there is traffic",
  endpoint: "What failed answers as expected",
  schema: "The database has the structure that is expected",
  row: "The data that is needed is there",
  capacity: "There is room for the load",
  manual: "A person has confirmed it",
} as const satisfies Record<Incident["remediation"]["successCriteria"][number]["kind"], string>;

const OUTCOMES = {
  "root-cause": "the cause",
  contributing: "not decided",
  "ruled-out": "ruled out",
  echo: "a consequence",
  latent: "a separate finding",
} as const satisfies Record<Incident["hypotheses"][number]["role"], string>;

/**
 * What may be said outside. It is built from numbers, times and words of fixed lists, never by taking words out of the report: what a
 * log, a database, a configuration or a person said is not in it, but for the summary that a person wrote for it and the
 * capability that an operator named, both without the names that the incident holds.
 */
export function publicReport(analysis: Analysis, words: FamilyWords, { version }: Reading): PublicReport {
  const { generatedAt, window, coverage } = analysis;
  const { read, accepted, duplicates, rejected, gaps } = coverage;
  const rank = ({ severity }: Incident) => INCIDENT_SEVERITIES.indexOf(severity);
  return {
    schema: "plumbline.public-report/v1",
    generatedAt: timeOf(generatedAt),
    version: version === undefined ? null : { number: version.number, state: version.state },
    window: { from: timeOf(window.from), to: timeOf(window.to) },
    coverage: {
      read,
      accepted,
      duplicates,
      rejected,
      gaps: gaps.map(({ from, to }) => ({ from: timeOf(from), to: to === null ? null : timeOf(to) })),
    },
    incidents: [...analysis.incidents].sort((a, b) => rank(a) - rank(b)).map((incident) => outside(incident, words)),
  };
}

function outside(incident: Incident, words: FamilyWords): PublicIncident {
  const { severity, status, firstSeen, lastSeen, remediation } = incident;
  const mask = createMask(incident);
  const written = wordOf(incident, "public-summary");
  const cause = causeFor(incident, words);
  return {
    title: titleFor(incident, cause),
    environment: ENVIRONMENTS.find((name) => name === incident.environment.toLowerCase()) ?? null,
    severity,
    status,
    firstSeen: timeOf(firstSeen),
    lastSeen: timeOf(lastSeen),
    durationSeconds: Math.max(0, Math.round((Date.parse(lastSeen) - Date.parse(firstSeen)) / 1000)) || 0,
    summary: written === undefined ? null : { text: mask(written.text), at: timeOf(written.at) },
    impact: impactFor(incident),
    cause,
    considered: consideredFor(incident, words),
    remediation: {
      phase: remediation.phase,
      steps: STEP_KINDS.map((kind) => stepsOf(remediation.steps, kind)).filter(({ of }) => of > 0),
      successCriteria: criteriaFor(remediation.successCriteria),
    },
    timeline: publicTimeline(incident),
  };
}

function causeFor(incident: Incident, words: FamilyWords): PublicIncident["cause"] {
  const root = rootOf(incident);
  if (root === undefined) return null;
  const said = words(root.family);
  return {
    title: said?.title ?? "A failure of a kind that has no name yet",
    meaning: said?.why ?? "The failing part is known; what it means in general is not.",
    verdict: root.verdict,
    confidence: root.confidence,
  };
}

function titleFor({ impact: { failedRequests } }: Incident, cause: PublicIncident["cause"]): string {
  const what = failedRequests > 0 ? "Requests failed" : "Errors recurred";
  return cause === null ? `${what}; the cause is not known` : `${what}: ${cause.title}`;
}

function impactFor(incident: Incident): PublicIncident["impact"] {
  const { failedRequests, perDay, distinctCallers, automatedShare } = incident.impact;
  const share = Math.round(automatedShare * 100);
  const callers = `${plural(distinctCallers, "distinct caller")}, ${share} % of the requests from automated ones`;
  // What a person counted says nothing of how it was spread.
  const isCounted = wordOf(incident, "impact-failed-requests") === undefined;
  const rate = isCounted && perDay !== failedRequests ? ` (${formatCount(perDay)} a day at that rate)` : "";
  const statement =
    failedRequests === 0
      ? "No failed request was counted."
      : `${plural(failedRequests, "request")} failed${rate}; ${callers}.`;
  const capability = capabilityFor(incident);
  return { failedRequests, perDay, distinctCallers, automatedShare, capability, statement };
}

/** Each family once, under what was said of it first; that of the cause is the cause. */
function consideredFor({ hypotheses, rootCause }: Incident, words: FamilyWords): PublicIncident["considered"] {
  const found = new Map<string, string>();
  for (const { role, family, verdict } of hypotheses) {
    const title = family === rootCause?.family ? undefined : words(family)?.title;
    if (title === undefined || found.has(title)) continue;
    found.set(title, role === "contributing" && verdict === "refuted" ? OUTCOMES["ruled-out"] : OUTCOMES[role]);
  }
  return [...found].map(([title, outcome]) => ({ title, outcome }));
}

/** One line for each kind: met where all of that kind are, not met where one is not. */
function criteriaFor(
  all: Incident["remediation"]["successCriteria"],
): PublicIncident["remediation"]["successCriteria"] {
  return CRITERION_KINDS.flatMap((kind) => {
    const states = all.filter((criterion) => criterion.kind === kind).map(({ state }) => state);
    const state = (["unmet", "unverified", "met"] as const).find((one) => states.includes(one));
    return state === undefined ? [] : [{ kind, title: CRITERIA[kind], state }];
  });
}

function stepsOf(steps: Incident["remediation"]["steps"], kind: (typeof STEP_KINDS)[number]) {
  const own = steps.filter((step) => step.kind === kind);
  return { kind, done: own.filter(({ status }) => status === "done" || status === "verified").length, of: own.length };
}

/** A time as it is written in UTC; what is none says nothing. */
function timeOf(at: string): string {
  const time = Date.parse(at);
  return /^\d{4}-\d\d-\d\dT/.test(at) && !Number.isNaN(time) ? new Date(time).toISOString() : "unknown";
}
