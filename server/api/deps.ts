import type { Pool } from "pg";
import type { ChangedEvent, ReportFormat, RunChecksResponse, Sample, StatusResponse } from "../../shared/api.ts";
import type { DecisionResponse } from "../../shared/api-incident.ts";
import type { SourceView, WebhookView } from "../../shared/api-operations.ts";
import type { Audience, ReportVersion } from "../../shared/api-reports.ts";
import type { Check } from "../../shared/check.ts";
import type { Config } from "../../shared/config.ts";
import type { Caller, ErrorEvent } from "../../shared/events.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Cadence, ComparedSide, GroupComparison, Signature } from "../../shared/group.ts";
import type { Analysis } from "../../shared/incident.ts";
import type { Log } from "../lib/log.ts";
import type { Editor } from "../store/edit-incident.ts";
import type { GroupDirectory } from "../store/group-directory.ts";
import type { KeptActivity } from "../store/kept-activity.ts";
import type { RangeCounts } from "../store/range-counts.ts";
import type { NewReport } from "../store/report-versions.ts";
import type { AccessDeps } from "./guard-deps.ts";

/** What the API needs of the application around it. */
export type ApiDeps = {
  pool: Pool;
  /** How often groups failed in a range. */
  counts: RangeCounts;
  /** The groups that lists choose from. */
  directory: GroupDirectory;
  /** What lists show of groups beside their rows. */
  activity: KeptActivity;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Plumbline's own. */
  version: string;
  /** A person's words with secrets replaced, before they are kept. */
  redact: (text: string) => string;
  access: AccessDeps;
  status: () => Promise<StatusResponse>;
  /** Asks the live system about an incident anew: one check, or all. Throws not-found. */
  runChecks: (incidentId: string, checkId: string | undefined) => Promise<RunChecksResponse>;
  /** Asks the live system about an incident anew, and does not wait for the answer. */
  lookAgain: (incidentId: string) => void;
  /** What people decide about which groups are one incident. Each throws `not-found`, `bad-input` or `conflict`. */
  decisions: {
    merge: (fromId: string, intoId: string, reason: string, editor: Editor) => Promise<DecisionResponse>;
    split: (fromId: string, groups: readonly string[], reason: string, editor: Editor) => Promise<DecisionResponse>;
    undo: (incidentId: string, decisionId: string, reason: string, editor: Editor) => Promise<DecisionResponse>;
  };
  reports: {
    /** A report as a file. `bundle` is what a version was derived from, gzip. */
    render: (format: ReportFormat, analysis: Analysis, as: RenderAs) => Promise<Rendered>;
    /** A report as it is kept: without secrets, and with what it was derived from where that is there. */
    pack: (analysis: Analysis) => Promise<Pick<NewReport, "analysis" | "bundle" | "rules" | "digest">>;
    /** What changed from one report to the other, in sentences. */
    compare: (before: Analysis, after: Analysis) => string[];
  };
  sample: { load: () => Promise<Sample>; fix: () => Promise<Sample>; remove: () => Promise<Sample> };
  /** The configuration that holds now: with the sample's own beside it while it is loaded. */
  config: () => Config;
  /** The same as the operator wrote it, without what people said of services. */
  plainConfig: () => Config;
  /** How people and programs sign in, as the operator configured it. */
  auth: Config["auth"];
  /** People said something else of services: what holds and what is shown follows. */
  servicesChanged: () => Promise<void>;
  /** The rhythm of arrivals (milliseconds since 1970, ascending), where there is one. */
  cadenceOf: (arrivals: readonly number[], callers: readonly (Caller & { count: number })[]) => Cadence | undefined;
  /** What each rule puts in the place of what varies, and why that is no identity. */
  maskRules: readonly { name: string; mask: string; why: string }[];
  /** How entries are put into groups, for explaining it. */
  grouping: {
    /** What stood where a template has masks, by the name of the rule; a few different ones of each. */
    examples: (template: string, texts: readonly string[]) => ReadonlyMap<string, readonly string[]>;
    /** The group that a kept entry has by today's rules, before groups are joined, and the user's rule that decides. */
    today: (event: ErrorEvent) => { groupId: string; rule: number | undefined };
    /** What a text alone would be, as an entry of no environment and service. */
    ofText: (text: string) => { kind: ErrorEvent["kind"]; title: string; signature: Signature };
    compare: (a: ComparedSide, b: ComparedSide) => GroupComparison;
  };
  /** What is shown changed: derive incidents anew soon. */
  analyzeSoon: () => void;
  familyInWords: (family: FamilyId) => { title: string; why: string } | undefined;
  /** The ids of the checks that compare an environment with the reference. */
  comparisonChecks: (environment: string, reference: string) => { drift: string; migrations: string };
  /** Asks the live systems how an environment differs from the reference, now. */
  look: (environment: string, reference: string) => Promise<Check[]>;
  /** Mutes a group and the incident that it leads. Times in milliseconds since 1970. */
  mute: (wish: { groupId: string; who: string; reason: string; since: number; until: number }) => Promise<void>;
  /** Lifts both; whether the group was muted. */
  unmute: (groupId: string, who: string) => Promise<boolean>;
  /** What each source reads, how far it is and what it missed; those that are not read any more too. */
  sources: () => Promise<SourceView[]>;
  /** Each throws `not-found`, and `conflict` where there is nothing to change. */
  sourceControls: {
    pause: (id: string, by: { who: string; reason: string }) => Promise<SourceView>;
    resume: (id: string, who: string) => Promise<SourceView>;
  };
  /** The environments that a source or a webhook is about; undefined where that is any, and where there is no such part. */
  environmentsOf: (part: "source" | "webhook", id: string) => readonly string[] | undefined;
  /** Each throws `not-found` for what there is not. */
  webhooks: {
    list: () => Promise<(Omit<WebhookView, "counts" | "events"> & { events: readonly string[] })[]>;
    test: (name: string) => Promise<string>;
    replay: (messageId: string, name: string) => Promise<void>;
    replaySince: (since: number, name: string) => Promise<number>;
    pause: (name: string, who: string) => Promise<void>;
    enable: (name: string) => Promise<void>;
    /** Something may be due: the sender looks at once. */
    wake: () => void;
  };
  /** The messages that a person's edit of an incident leads to. */
  announce: NonNullable<Editor["announce"]>;
  /** Calls back for each change until the returned function is called. */
  subscribe: (listener: (event: ChangedEvent) => void) => () => void;
};

/** For whom, in which zone, and which version it is; none for a report of now. */
export type RenderAs = {
  audience: Audience;
  zone?: string | undefined;
  version?: ReportVersion;
  bundle?: Uint8Array | undefined;
};

export type Rendered = { body: string | Uint8Array; mediaType: string; extension: string };
