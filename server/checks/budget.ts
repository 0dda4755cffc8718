import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen, type Verdict } from "./define.ts";
import { list } from "./words.ts";

/** Old and new instances run side by side while a revision is rolled out. */
const ROLL_OUT = 2;

export const budget = defineCheck({
  id: "budget",
  title: "Pools fit into the connection limits",
  why: "Multiplies what the service's pools may open: (pool size + overflow) × processes × instances, twice that while a revision is rolled out, and compares it with max_connections less the reserved slots and with the limits of its role and database. Numbers come from services[].pool, else from the log's own words and from Cloud Monitoring, and each says from where; where one is missing the answer is unknown. Other services' connections come on top.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.budget,
  judgeFacts: (facts, question) => {
    const limit = smallest(facts);
    if (limit === undefined)
      return unseen(suspicionOf(question), "the server did not say how many connections there are");
    const { size, overflow, workers, instances } = factorsOf(facts, question);
    if (size === undefined || instances === undefined) {
      return unseen(suspicionOf(question), missingWords({ size, instances }, facts, question));
    }
    const demand = {
      perProcess: size.value + (overflow?.value ?? 0),
      processes: workers?.value ?? 1,
      instances: instances.value,
      known: [size, overflow, workers, instances].filter((factor) => factor !== undefined),
      missing: missingOf({ overflow, workers }),
    };
    return compare(demand, limit, question);
  },
});

type Factor = { name: string; value: number; from: string };
type Limit = { value: number; words: string };
type Demand = { perProcess: number; processes: number; instances: number; known: Factor[]; missing: string[] };

function suspicionOf(question: Question): string {
  return `the pools of ${serviceOf(question)} can ask for more connections than ${question.environment} has`;
}

function serviceOf({ params, target }: Question): string {
  return params.service ?? target;
}

/** The limit that is reached first. */
function smallest({ max, reserved, role, roleLimit, database, databaseLimit }: Facts<"budget">): Limit | undefined {
  if (max === null) return undefined;
  const kept = reserved ?? 0;
  const less = kept > 0 ? ` less ${kept} reserved` : "";
  const limits: Limit[] = [{ value: max - kept, words: `max_connections ${max}${less}` }];
  if (roleLimit !== null) limits.push({ value: roleLimit, words: `the limit of role ${role}` });
  if (databaseLimit !== null) limits.push({ value: databaseLimit, words: `the limit of database ${database}` });
  return limits.sort((a, b) => a.value - b.value)[0];
}

function factorsOf(facts: Facts<"budget">, { params }: Question) {
  const stated = (key: string, name: string): Factor | undefined => {
    const value = Number(params[key]);
    return params[key] === undefined || !Number.isFinite(value)
      ? undefined
      : { name, value, from: params[`${key}From`] ?? "the question" };
  };
  const seen = facts.instances ?? undefined;
  return {
    size: stated("size", "pool size"),
    overflow: stated("overflow", "overflow"),
    workers: stated("workers", "processes"),
    instances:
      stated("instances", "instances") ??
      (seen === undefined ? undefined : { name: "instances", value: seen, from: "Cloud Monitoring, the most at once" }),
  };
}

function missingWords(
  { size, instances }: { size: Factor | undefined; instances: Factor | undefined },
  facts: Facts<"budget">,
  question: Question,
): string {
  const because = facts.instancesReason ?? undefined;
  const parts = [
    size === undefined ? "the size of its pools is not known; set services[].pool.size" : "",
    instances === undefined
      ? `the number of its instances is not known${because === undefined ? "" : ` (${because})`}; set services[].pool.maxInstances`
      : "",
  ];
  return `${parts.filter((part) => part !== "").join(", and ")} for ${serviceOf(question)}`;
}

function missingOf({ overflow, workers }: { overflow: Factor | undefined; workers: Factor | undefined }): string[] {
  return [
    overflow === undefined ? "overflow (services[].pool.overflow)" : "",
    workers === undefined ? "processes of an instance (services[].pool.workers)" : "",
  ].filter((name) => name !== "");
}

function compare(demand: Demand, limit: Limit, question: Question): Verdict {
  const { perProcess, processes, instances, known, missing } = demand;
  const usual = perProcess * processes * instances;
  const most = usual * ROLL_OUT;
  const atLeast = missing.length === 0 ? "" : "at least ";
  const product = `${perProcess} per pool × ${processes} ${processes === 1 ? "process" : "processes"} × ${instances} ${instances === 1 ? "instance" : "instances"}`;
  const sources = known.map(({ name, value, from }) => `${name} ${value} from ${from}`);
  const asks = `While a revision is rolled out, ${serviceOf(question)} can ask for ${atLeast}${most} connections (${product}, twice)`;
  const has = `${question.environment} has ${limit.value} for it (${limit.words})`;
  const detail = { demand: most, usual, limit: limit.value, factors: known, ...fitting(demand, limit) };
  const said = `${list(sources, sources.length)}.`;
  if (most > limit.value) {
    const also = usual > limit.value ? ` It is too many without a roll-out as well: ${usual}.` : "";
    return { ...confirmed(`${asks}; ${has}.${also} Read from: ${said}`, `${most} of ${limit.value}`), detail };
  }
  if (missing.length > 0) {
    const reason = `${list(missing)} ${missing.length === 1 ? "is" : "are"} not known; with what is known it is at least ${most} of ${limit.value}`;
    return { ...unseen(suspicionOf(question), reason), detail };
  }
  return { ...refuted(`${asks}, and ${has}. Read from: ${said}`, `${most} of ${limit.value}`), detail };
}

/** Numbers that would fit: connections of a pool with its overflow, or instances, the others as they are; 0 where none would. */
function fitting({ perProcess, processes, instances }: Demand, { value }: Limit) {
  return {
    perProcess,
    fittingPerProcess: Math.floor(value / (processes * instances * ROLL_OUT)),
    instances,
    fittingInstances: Math.floor(value / (perProcess * processes * ROLL_OUT)),
  };
}
