import type { Severity } from "./severity.ts";

/** Where an event happened. `environment` comes from the project, `service` from the resource. */
export type Place = {
  environment: string;
  service: string;
  project: string;
  /** The Cloud Run revision, App Engine version or Kubernetes pod template; absent where the resource has none. */
  revision?: string;
  /** One running instance: Cloud Run's instanceId label, a pod name, a VM. */
  instance?: string;
};

/** How to see an event's entry again. */
export type EntryRef = { key: string; insertId: string; timestamp: string; logId: string; project: string };

/** One line of a stack, outermost call first as Python prints it or innermost first as others do: see `frames`. */
export type Frame = { file: string; line?: number; function?: string; module?: string; isOwn: boolean };

/** One exception of a chain. `frames` run from the outermost call to the place of the failure. */
export type ExceptionLink = { type: string; message: string; frames: Frame[] };

/** Something that went wrong, read from one entry (or from several lines of one instance that were one traceback). */
export type ErrorEvent = Place & {
  kind: "request" | "exception" | "message";
  /** Milliseconds since 1970. */
  at: number;
  severity: Severity;
  /** The text that names the mistake: the innermost exception's last line, else the message, ANSI codes removed. */
  message: string;
  /** Everything the entry says, for showing; bounded to 16 kB. */
  text: string;
  /** The chain, innermost (first raised) cause first. */
  exceptions: ExceptionLink[];
  /** Five characters, for example 42P01. */
  sqlstate?: string;
  /** The SQL that failed, where the error prints it. */
  statement?: string;
  /** SQLAlchemy's code, for example `pcls` of https://sqlalche.me/e/20/pcls. */
  helpCode?: string;
  request?: RequestFacts;
  /** 32 hex digits. */
  trace?: string;
  /** Who wrote the entry: Google's edge (request log), the platform (system log), or the app. */
  origin: "edge" | "platform" | "app";
  /** True for entries of platform or app that speak of start-up (before the instance served). */
  isBoot: boolean;
  entry: EntryRef;
};

export type RequestFacts = {
  method: string;
  /** The path as it came, without query. */
  path: string;
  /** The masked path: `/api/users/:id`. */
  route: string;
  status?: number;
  latencyMs?: number;
  caller: Caller;
};

/** Who sent a request, as far as the request log says. */
export type Caller = { userAgent?: string; remoteIp?: string; referer?: string };

/** One request, failed or not: what exposure is counted from. */
export type RequestSample = Place & {
  at: number;
  request: RequestFacts;
  /** `edge` request logs count each request once; `app` lines are the same requests seen by the server. */
  origin: "edge" | "app";
  trace?: string;
  entry: EntryRef;
};

/** Something that was changed: a deploy, a revision's first appearance, a setting, a secret, a migration. */
export type ChangeEvent = Place & {
  at: number;
  kind:
    | "deploy"
    | "revision-ready"
    | "revision-failed"
    | "revision-first-seen"
    | "instance-start"
    | "iam"
    | "database"
    | "secret"
    | "migration"
    | "config"
    /** Another system's alert opened or closed: told in timelines, never a reason. */
    | "alert"
    | "other";
  /** A sentence in the past tense: "Revision api-00035 took its first request." */
  statement: string;
  /** Who did it, where the audit log says. */
  principal?: string;
  entry: EntryRef;
};
