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
import { type KnownErrors, knownErrorsOf, likeKnown } from "./known-errors.ts";
import { rememberingGroups } from "./known-groups.ts";
import { environmentOfProject } from "./normalize/environment.ts";
import type { QuickKind, QuickWords } from "./normalize/lines/quick-lines.ts";
import { createNormalizer, type EntryOrigin, type NormalizedEvents, type Normalizer } from "./normalize/normalizer.ts";
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
  return new EntryCounter(config, isPart);
}

/** A class, as one is made for each batch: functions made anew each time would be compiled anew. */
class EntryCounter implements Counter {
  readonly #normalizer: Normalizer;
  readonly #aggregator: Aggregator;
  readonly #redacts: Redacts;
  readonly #redactions: RedactionCounts = new Map();
  readonly #rules: UserRules | undefined;
  readonly #known: KnownErrors;

  constructor(config: CountingConfig, isPart: boolean) {
    this.#normalizer = createNormalizer({ environmentOf: environmentNamer(config) });
    this.#aggregator = createAggregator(isPart);
    this.#redacts = redactsOf(config.redaction);
    this.#rules = userRules(config.grouping);
    this.#known = knownErrorsOf(config);
  }

  push(entry: LogEntry, from?: EntryOrigin): void {
    this.#count(this.#normalizer.push(entry, from));
  }

  pass(kind: QuickKind, { place, joinKey }: EntryOrigin, at: number, words: QuickWords | undefined): void {
    const normalizer = this.#normalizer;
    if (typeof words === "object") {
      for (const event of normalizer.passRequest(at, place.instance)) this.#addError(event);
      this.#aggregator.addAnswered(place, at, words);
    } else {
      const key = kind === "text" ? joinKey : undefined;
      const errors = kind === "call" ? normalizer.passCall(at) : normalizer.passWords(at, place.instance, words, key);
      for (const event of errors) this.#addError(event);
    }
  }

  flush(): void {
    this.#count(this.#normalizer.flush());
  }

  joinGroups(): void {
    this.#aggregator.joinGroups();
  }

  read(): ReturnType<Aggregator["read"]> {
    return this.#aggregator.read();
  }

  redactions(): RedactionCounts {
    return this.#redactions;
  }

  #count({ errors, requests, changes }: NormalizedEvents): void {
    const { redact } = this.#redacts;
    for (const event of errors) this.#addError(event);
    for (const request of requests) {
      this.#aggregator.addRequest(redactRequest(request, redact, this.#redactions));
      const isCounted = errors.some(({ entry }) => entry.key === request.entry.key);
      if (!isCounted && isRefusal(request)) this.#addError(refusal(request));
    }
    for (const change of changes) this.#aggregator.addChange(redactChange(change, redact, this.#redactions));
  }

  #addError(event: ErrorEvent): void {
    const same = this.#known.find(event);
    if (same !== undefined) return void this.#aggregator.addError(likeKnown(event, same));
    const clean = redactError(event, this.#redacts.redactKnown, this.#redactions);
    const grouped = this.#rules === undefined ? groupKnown(clean) : groupEvent(clean, this.#rules);
    this.#aggregator.addError(grouped);
    if (clean === event) this.#known.keep(grouped);
  }
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
