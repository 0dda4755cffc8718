import type { Config, CountingConfig } from "../shared/config.ts";
import type { ErrorEvent, RequestSample } from "../shared/events.ts";
import type { Signature, Slots } from "../shared/group.ts";
import type { GroupingConfig } from "../shared/grouping-config.ts";
import type { LogEntry } from "../shared/log-entry.ts";
import { remembering } from "../shared/memo.ts";
import { causeOf } from "./causes/index.ts";
import { recognize } from "./causes/recognize.ts";
import { type Aggregator, createAggregator, type GroupedEvent } from "./group/aggregate.ts";
import { groupIdOf, signatureOf, titleOf } from "./group/signature.ts";
import { compileRules, type RuleSubject, type UserRules } from "./group/user-rules.ts";
import { knownErrorsOf, likeKnown } from "./known-errors.ts";
import { rememberingGroups } from "./known-groups.ts";
import { environmentOfProject } from "./normalize/environment.ts";
import type { QuickKind, QuickWords } from "./normalize/lines/quick-lines.ts";
import { createNormalizer, type EntryOrigin, type NormalizedEvents } from "./normalize/normalizer.ts";
import type { RedactionCounts } from "./redact/deep.ts";
import { redactChange, redactError, redactRequest } from "./redact/events.ts";
import { createRedact, type Redact } from "./redact/redact.ts";

/** From entries to counts, the same for a file and for a stream: normalize, redact, recognise, group, count. */
export type Counter = {
  /** Counts one entry, of which may be known where it comes from. Entries of one instance come in order of time. */
  push: (entry: LogEntry, from?: EntryOrigin) => void;
  /** Counts a line that was read the quick way: see `QuickLines`. Lines and entries come in one order of time. */
  pass: (kind: QuickKind, origin: EntryOrigin, at: number, words: QuickWords | undefined) => void;
  /** Counts what is still held back (half a traceback). */
  flush: () => void;
  /** Makes one group of those that are one statement with varying words: for counts that are whole, once all is counted. */
  joinGroups: Aggregator["joinGroups"];
  read: Aggregator["read"];
  /** How many secrets of each kind were replaced so far. */
  redactions: () => RedactionCounts;
};

/** `isPart`: the counts are added to others, so nothing of them is cut to the most frequent. */
export function createCounter(config: CountingConfig, isPart = false): Counter {
  const normalizer = createNormalizer({ environmentOf: environmentNamer(config) });
  const aggregator = createAggregator(isPart);
  const { redact, redactKnown } = redactsOf(config.redaction);
  const redactions: RedactionCounts = new Map();
  const rules = userRules(config.grouping);
  const known = knownErrorsOf(config);
  const addError = (event: ErrorEvent) => {
    const same = known.find(event);
    if (same !== undefined) return aggregator.addError(likeKnown(event, same));
    const clean = redactError(event, redactKnown, redactions);
    const grouped = rules === undefined ? groupKnown(clean) : groupEvent(clean, rules);
    aggregator.addError(grouped);
    if (clean === event) known.keep(grouped);
  };
  const count = ({ errors, requests, changes }: NormalizedEvents) => {
    for (const event of errors) addError(event);
    for (const request of requests) {
      aggregator.addRequest(redactRequest(request, redact, redactions));
      const isCounted = errors.some(({ entry }) => entry.key === request.entry.key);
      if (!isCounted && isRefusal(request)) addError(refusal(request));
    }
    for (const change of changes) aggregator.addChange(redactChange(change, redact, redactions));
  };
  return {
    push: (entry, from) => count(normalizer.push(entry, from)),
    pass(kind, { place, joinKey }, at, words) {
      if (typeof words === "object") {
        for (const event of normalizer.passRequest(at, place.instance)) addError(event);
        aggregator.addAnswered(place, at, words);
      } else {
        const key = kind === "text" ? joinKey : undefined;
        const errors = kind === "call" ? normalizer.passCall(at) : normalizer.passWords(at, place.instance, words, key);
        for (const event of errors) addError(event);
      }
    },
    flush: () => count(normalizer.flush()),
    joinGroups: aggregator.joinGroups,
    read: aggregator.read,
    redactions: () => redactions,
  };
}

type Redacts = { redact: Redact; redactKnown: Redact };

const REDACTS = new WeakMap<CountingConfig["redaction"], Redacts>();

/** The functions that redact as a configuration asks for, the same for all counters: what one batch names, the next names again. */
function redactsOf(redaction: CountingConfig["redaction"]): Redacts {
  const known = REDACTS.get(redaction);
  if (known !== undefined) return known;
  const redact = createRedact(redaction);
  // Names of files, functions and exceptions come again and again.
  const fresh = { redact, redactKnown: remembering(redact, 4000, 120) };
  REDACTS.set(redaction, fresh);
  return fresh;
}

/**
 * A request that was turned away because of who asked: no failure by itself, but what a broken sign-in shows itself by. Where the
 * platform refuses in words of its own, normalize makes an error of it.
 */
function isRefusal({ request }: RequestSample): boolean {
  return request.status === 401 || request.status === 403;
}

function refusal({ request, ...sample }: RequestSample): ErrorEvent {
  const message = `${request.method} ${request.route} answered ${request.status}`;
  return {
    ...sample,
    kind: "request",
    request,
    severity: "WARNING",
    message,
    text: message,
    exceptions: [],
    isBoot: false,
  };
}

/** Projects whose environment is remembered; a flood of made-up ones is asked for anew each time. */
const MAX_KNOWN_PROJECTS = 1000;

/** The environment a project belongs to: as configured, else by the project's name. */
export function environmentNamer(config: Pick<Config, "environments">): (project: string) => string {
  const names = new Map(
    config.environments.flatMap(({ name, projects }) => projects.map((project) => [project, name])),
  );
  return (project) => {
    const known = names.get(project);
    if (known !== undefined) return known;
    const environment = environmentOfProject(project);
    if (names.size < MAX_KNOWN_PROJECTS) names.set(project, environment);
    return environment;
  };
}

const COMPILED = new WeakMap<GroupingConfig, UserRules>();

/** The rules of a configuration, ready to be asked; undefined where there are none. */
export function userRules(grouping: GroupingConfig): UserRules | undefined {
  if (grouping.rules.length === 0) return undefined;
  const known = COMPILED.get(grouping) ?? compileRules(grouping.rules);
  COMPILED.set(grouping, known);
  return known;
}

/** The same without rules, for messages that come again. */
const groupKnown = rememberingGroups(groupEvent);

/** The group an event belongs to: that of the first of the user's rules that matches, else by family and names, else by text. */
export function groupEvent(event: ErrorEvent, rules?: UserRules): GroupedEvent {
  const recognition = recognize(event);
  const signature = signatureOf(event, recognition);
  const slots = { ...signature.slots, ...requestSlots(event) };
  const weighed = { ...signature, slots, ...(recognition === undefined ? {} : { weight: recognition.weight }) };
  const match = rules?.match(subjectOf(event, weighed));
  const decided = match === undefined ? weighed : { ...weighed, fingerprint: match.fingerprint, rule: match.rule };
  return {
    event,
    signature: decided,
    groupId: groupIdOf(event.environment, event.service, decided),
    // Asked for the first event of a group alone.
    get title() {
      return match?.title ?? titleFor(event, signature);
    },
  };
}

function subjectOf(event: ErrorEvent, signature: Signature): RuleSubject {
  const { message, environment, service, request } = event;
  return {
    ...{ message, environment, service },
    family: signature.family,
    exceptions: event.exceptions.map(({ type }) => type),
    route: request?.route,
    slots: signature.slots,
    identity: () => groupIdOf("", "", signature),
  };
}

/** A known failure in its own words, a request by its route and status, the rest by its masked text. */
function titleFor(event: ErrorEvent, signature: Signature): string {
  const { family, slots } = signature;
  if (event.kind === "request")
    return `${titleOf(event, signature)}${event.origin === "app" ? " (app server's line)" : ""}`;
  if (family === undefined || family === "code.unhandled-exception") return titleOf(event, signature);
  return causeOf(family).headline(slots);
}

/**
 * Failing requests are told apart by route and status whatever else their entry says, and the app server's own lines about
 * them from the edge's, so that no request is counted twice.
 */
function requestSlots({ kind, request, origin }: ErrorEvent): Slots {
  if (kind !== "request" || request === undefined) return {};
  return {
    method: request.method,
    route: request.route,
    ...(request.status === undefined ? {} : { status: String(request.status) }),
    ...(origin === "app" ? { origin } : {}),
  };
}
