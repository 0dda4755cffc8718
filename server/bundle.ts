import type { RuleVersions } from "../shared/api-reports.ts";
import type { Bundle } from "../shared/bundle.ts";
import { BUNDLE_SCHEMA } from "../shared/bundle.ts";
import type { Check, Observation, Question } from "../shared/check.ts";
import { type Config, configSchema } from "../shared/config.ts";
import type { Analysis } from "../shared/incident.ts";
import { referenceFor } from "../shared/reference.ts";
import { judge } from "./checks/index.ts";
import { continueIncidents } from "./continue-incidents.ts";
import { type Ask, diagnose, type Window } from "./diagnose.ts";
import type { Aggregate } from "./group/aggregate.ts";
import { withShownGroups } from "./joined-incidents.ts";
import { PlumblineError } from "./lib/errors.ts";
import { applyEdits } from "./store/apply-edits.ts";
import { standingOf } from "./store/standing.ts";

/** What a report was derived from. */
export type Derivation = {
  analysis: Analysis;
  aggregate: Aggregate;
  config: Config;
  window: Window;
  edits: Bundle["inputs"]["edits"];
  /** Which incident groups belong to by what people decided; absent where nobody decided. */
  owners?: NonNullable<Bundle["inputs"]["owners"]>;
};

/**
 * The report with what is needed to derive it again. Only what has to do with its incidents is kept, unless the report would
 * read otherwise without the rest. Throws `conflict` where the inputs do not show its incidents any more.
 */
export async function bundleOf(derivation: Derivation, rules: RuleVersions): Promise<Bundle> {
  const { analysis, aggregate } = derivation;
  const part = await replayed(assemble(derivation, sliceOf(aggregate, derivation), rules));
  if (isSame(part.analysis, analysis)) return part;
  const whole = await replayed(assemble(derivation, aggregate, rules));
  const isPartAsGood = isSame(part.analysis, whole.analysis) || !isSame(whole.analysis, analysis);
  const best = isPartAsGood && part.analysis.incidents.length >= whole.analysis.incidents.length ? part : whole;
  if (best.analysis.incidents.length < analysis.incidents.length) {
    throw new PlumblineError(
      "conflict",
      "What is kept of the entries does not show this incident any more, so it can't be derived again: export json instead.",
    );
  }
  return best;
}

/** The report that a bundle's inputs give by the rules of today; nothing but the bundle is read. */
export async function replay({ analysis, inputs }: Bundle): Promise<Analysis> {
  const { groups, traffic, changes, config, window, checks } = inputs;
  const owners = new Map((inputs.owners ?? []).map(({ groupId, ...owner }) => [groupId, owner]));
  const found = await diagnose({ groups, traffic, changes }, config, window, recordedAnswers(checks), owners);
  // An incident may have gone on under its id when another group came to lead it.
  const keptOf = new Map(groups.flatMap(({ id, parts = [] }) => parts.map((part) => [part.id, id] as const)));
  const { incidents: derived } = continueIncidents(found, withShownGroups(analysis.incidents.map(standingOf), keptOf));
  const wanted = new Set(analysis.incidents.map(({ id }) => id));
  const incidents = derived
    .filter(({ id }) => wanted.has(id))
    .map((incident) => {
      const edits = inputs.edits.find(({ incidentId }) => incidentId === incident.id);
      return edits === undefined ? incident : applyEdits(incident, edits);
    });
  return { ...analysis, incidents };
}

/** Whether two reports say the same, byte for byte. */
export function isSame(a: Analysis, b: Analysis): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The bundle with the report that its own inputs give, so that the two always agree. */
async function replayed(bundle: Bundle): Promise<Bundle> {
  return { ...bundle, analysis: await replay(bundle) };
}

function assemble(derivation: Derivation, aggregate: Aggregate, rules: RuleVersions): Bundle {
  const { analysis, config, window, edits, owners } = derivation;
  const checks = new Map(analysis.incidents.flatMap((incident) => incident.checks.map((check) => [check.id, check])));
  return {
    schema: BUNDLE_SCHEMA,
    rules,
    analysis,
    inputs: {
      ...{ window, config: withoutAddresses(config), ...aggregate, checks: [...checks.values()], edits },
      ...(owners === undefined ? {} : { owners }),
    },
  };
}

/** What happened in the services of the incidents, and in the environment that they are compared with. */
function sliceOf({ groups, traffic, changes }: Aggregate, { analysis, config }: Derivation): Aggregate {
  const own = new Set(analysis.incidents.flatMap((incident) => incident.groups.map(({ id }) => id)));
  const services = new Set([
    ...analysis.incidents.map(({ environment, service }) => `${environment}|${service}`),
    // A person may have merged incidents of several services.
    ...groups.filter(({ id }) => own.has(id)).map(({ environment, service }) => `${environment}|${service}`),
  ]);
  const environments = new Set(analysis.incidents.map(({ environment }) => environment));
  const references = new Set([...environments].flatMap((name) => referenceFor(config.environments, name) ?? []));
  const isNear = (place: { environment: string; service: string }) =>
    references.has(place.environment) || services.has(`${place.environment}|${place.service}`);
  return {
    groups: groups.filter(isNear),
    traffic: traffic.filter(isNear),
    changes: changes.filter(({ environment }) => environments.has(environment) || references.has(environment)),
  };
}

/** What the rules read of a configuration: no address, no header, nothing of sources and webhooks. */
function withoutAddresses({ environments, services }: Config): Config {
  return {
    ...configSchema.parse({}),
    environments: environments.map(({ database, migrations, endpoints, ...rest }) => ({
      ...rest,
      ...(database === undefined ? {} : { database: { ...database, url: "postgres://left-out" } }),
      ...(migrations === undefined ? {} : { migrations: { tool: migrations.tool } }),
      endpoints: endpoints.map((endpoint) => ({ ...endpoint, url: "https://left-out.invalid/", headers: {} })),
    })),
    services,
  };
}

/** Answers questions from what the live system said then, judged by the rules of today. */
function recordedAnswers(checks: readonly Check[]): Ask {
  const known = new Map(checks.map((check) => [check.id, check]));
  return async (questions) =>
    questions.map((question) => judge(question, observationOf(question, known.get(question.id))));
}

function observationOf(question: Question, check: Check | undefined): Observation {
  const questionId = question.id;
  if (check === undefined) {
    const reason = "the bundle holds no answer to this question";
    return { questionId, how: "", at: 0, durationMs: 0, result: { ok: false, reason } };
  }
  const { how, at, durationMs, detail, outcome, reason } = check;
  const wasUnseen = outcome === "unknown" && Object.keys(detail).length === 0;
  const result: Observation["result"] = wasUnseen ? { ok: false, reason } : { ok: true, facts: detail };
  return { questionId, how, at: Date.parse(at), durationMs, result };
}
