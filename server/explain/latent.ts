import type { Check } from "../../shared/check.ts";
import { type FamilyId, layerRank } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import type { Hypothesis } from "../../shared/incident.ts";
import { plural } from "../../shared/words.ts";
import type { ExplainInput } from "./context.ts";
import { digest, type Finding, logFinding, sumInWords, withIds } from "./evidence.ts";
import { hypothesisKey } from "./hypotheses.ts";

/** A fault that a check sees but that no entry speaks of. */
export type Latent = { family: FamilyId; slots: Slots; mention: string };

const NO_MENTION = -3;
const PRIOR = -2.5;

/**
 * Faults that the live system has and the logs do not speak of: ruled out as the cause of this incident, listed for
 * follow-up. `known` are the hypotheses that the logs gave.
 */
export function latentHypotheses(input: ExplainInput, known: readonly Hypothesis[]): Hypothesis[] {
  const taken = new Set(known.map((hypothesis) => hypothesisKey(hypothesis.family, hypothesis.slots)));
  const found = new Map<string, Hypothesis>();
  for (const latent of latentFaults(input, known)) {
    const key = hypothesisKey(latent.family, latent.slots);
    const isKnown = taken.has(key) || known.some((hypothesis) => isSame(hypothesis, latent));
    if (!isKnown && !isMentioned(latent, input) && !found.has(key)) found.set(key, toHypothesis(latent, input, key));
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isSame(hypothesis: Hypothesis, latent: Latent): boolean {
  const isSameFamily =
    hypothesis.family === latent.family || hypothesis.family.split(".")[0] === latent.family.split(".")[0];
  return isSameFamily && Object.entries(latent.slots).every(([key, value]) => hypothesis.slots[key] === value);
}

/** What the checks saw that is wrong and that speaks for none of the hypotheses that the logs gave. */
function latentFaults({ checks, failure }: ExplainInput, known: readonly Hypothesis[]): Latent[] {
  const cited = new Set(
    known.flatMap(({ evidence }) =>
      evidence.flatMap(({ effect, ref }) => (effect === "supports" ? (ref.checkId ?? []) : [])),
    ),
  );
  return checks
    .filter((check) => check.outcome === "confirmed" && check.environment === failure.environment)
    .filter((check) => !cited.has(check.id))
    .flatMap((check): Latent[] => {
      if (check.kind === "relation") {
        return [
          { family: "schema.missing-relation", slots: relationSlots(check.target), mention: bareName(check.target) },
        ];
      }
      if (check.kind === "migrations") return migrationFault(check);
      if (check.kind === "row")
        return [{ family: "auth.system-user", slots: { account: check.target }, mention: check.target }];
      return [];
    })
    .filter(({ mention }, place, all) => all.findIndex((other) => other.mention === mention) === place);
}

/** Revisions that are not applied; or a table of one that counts as applied. */
function migrationFault({ detail }: Check): Latent[] {
  if (detail.state !== "stamped-but-missing")
    return [{ family: "schema.migration-behind", slots: {}, mention: "alembic" }];
  const objects = Array.isArray(detail.missingObjects) ? detail.missingObjects : [];
  const [table] = objects.flatMap((object) =>
    typeof object === "string" ? (/^table (\S+)/.exec(object)?.[1] ?? []) : [],
  );
  if (table === undefined) return [];
  return [{ family: "schema.stamped-but-missing", slots: relationSlots(table), mention: bareName(table) }];
}

/** A name with its schema becomes two slots, as texts of the database give them. */
function relationSlots(target: string): Slots {
  const [schema, ...rest] = target.split(".");
  return rest.length === 0 ? { relation: target } : { relation: rest.join("."), schema: schema ?? "" };
}

function bareName(relation: string): string {
  return relation.split(".").at(-1)?.replace(/"/g, "") ?? relation;
}

function isMentioned(latent: Latent, { failure }: ExplainInput): boolean {
  return failure.members.some(({ group }) => group.samples.some((sample) => sample.text.includes(latent.mention)));
}

function toHypothesis(latent: Latent, input: ExplainInput, key: string): Hypothesis {
  const { failure, checks, context } = input;
  const cause = context.causeOf(latent.family);
  const id = `h-${digest(`${failure.lead.id}|latent|${key}`, 10)}`;
  const seen = checks.flatMap((check): Finding[] => {
    const weighing = check.outcome === "unknown" ? undefined : cause.weigh(check, latent.slots, failure.environment);
    if (weighing === undefined) return [];
    // That it is so is shown; that it caused anything is not.
    return [
      {
        kind: "check",
        effect: "neutral",
        weight: 0,
        statement: weighing.statement,
        at: check.at,
        ref: { checkId: check.id, how: check.how },
      },
    ];
  });
  const findings = [...seen, noMention(latent, input)];
  const total = failure.members.reduce((sum, member) => sum + member.group.count, 0);
  return {
    id,
    family: latent.family,
    title: cause.headline(latent.slots),
    slots: latent.slots,
    component: cause.component(latent.slots),
    role: "latent",
    verdict: "refuted",
    confidence: 0,
    explains: { groups: 0, ofGroups: failure.members.length, entries: 0, ofEntries: total },
    sum: sumInWords(PRIOR, findings),
    evidence: withIds(id, findings),
  };
}

function noMention(latent: Latent, { failure, context }: ExplainInput): Finding {
  const total = failure.members.reduce((sum, member) => sum + member.group.count, 0);
  const { family, slots } = failure.lead.signature;
  const isEarlier = family !== undefined && !family.startsWith("echo.") && layerRank(family) < layerRank(latent.family);
  const first = isEarlier
    ? ` ${context.causeOf(family).headline(slots)}: these requests fail before they come that far.`
    : "";
  const statement = `Not the cause of this incident: no sample of its ${plural(total, "entry", "entries")} mentions “${latent.mention}”.${first}`;
  return logFinding(failure.lead, "refutes", NO_MENTION, statement);
}
