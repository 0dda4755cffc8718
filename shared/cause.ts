import type { Check, Question } from "./check.ts";
import type { ErrorEvent } from "./events.ts";
import type { FamilyId } from "./families.ts";
import type { Slots } from "./group.ts";
import type { CRITERION_KINDS, STEP_KINDS } from "./incident.ts";

/**
 * A failure family: how it is recognised, what proves or refutes it, what follows from it, and what mends it. One file
 * in `server/causes/` each. Titles and reasons are shown to the person on call.
 */
export type Cause = {
  id: FamilyId;
  /** A noun phrase without slots, for tables: "Table missing". */
  title: string;
  /** What it means, for the person on call: two or three sentences. */
  why: string;
  /** Where the texts and rules come from: `repo:path`, or a page. */
  sources: string[];
  signs: Sign[];
  /** A headline for one occurrence: `Relation "orders" does not exist`. */
  headline: (slots: Slots) => string;
  /** The part of the system at fault, for `rootCause.component`: "database engine configuration". */
  component: (slots: Slots) => string;
  /** Families whose errors can follow from this one in the same request or instance, beyond `echo.*`. */
  echoes: FamilyId[];
  /** Families that the same text can also mean; each becomes a hypothesis with the same slots, and checks decide. */
  alternatives: FamilyId[];
  /** What to ask the live system about an occurrence, in the environment itself and in the reference. */
  questions: (slots: Slots, context: QuestionContext) => Question[];
  /**
   * What a check's verdict says about this hypothesis; undefined where it says nothing. `environment` is the incident's:
   * a check that ran in another one is a comparison and weighs less. Left out, every check counts as the incident's own.
   */
  weigh: (check: Check, slots: Slots, environment?: string) => Weighing | undefined;
  /** Why it happens, one sentence each, from the failure inwards: the answers that follow "the app raised …". */
  mechanism: (slots: Slots) => string;
  /** Questions about how it could come that far, for levels 4 and 5; answered only where evidence supports one. */
  systemic: { question: string; candidates: string[] }[];
  remedies: Remedy[];
};

/** One text, SQLSTATE or exception class that a family is recognised by. */
export type Sign = {
  /** Applied to the event's message and text. Named groups become identity slots. No nested quantifiers. */
  text?: RegExp;
  /** Must equal the event's SQLSTATE where it has one; recognises alone where `text` is absent. */
  sqlstate?: string;
  /** Applied to the type of any exception of the chain. */
  exception?: RegExp;
  /** Only entries of this origin, or written during start-up. */
  only?: ErrorEvent["origin"] | "boot";
  /** Slots that the sign itself says, whatever the text: `{ engine: "asyncio" }`. */
  slots?: Slots;
  /** Log-odds that this text adds: 4 names the failure beyond doubt, 2 is usual, 1 a hint. */
  weight: number;
  /** A real text that this sign recognises; a test holds each. */
  example: string;
};

export type QuestionContext = {
  environment: string;
  /** Name of the environment that others are compared with, where there is one and it is another. */
  reference?: string;
  service: string;
  /** The role that the service connects to its database as, where that is known. */
  role?: string;
  /** What is known of the service's connections by `poolParams`: numbers, and where each comes from. */
  pool?: Record<string, string>;
  /** Rows that the configuration says must exist. */
  requiredRows: { table: string; where: Record<string, string> }[];
};

/** `weight` in log-odds, signed so that a plain sum is right: above 0 supports, below 0 refutes, 0 is neutral. */
export type Weighing = { effect: "supports" | "refutes" | "neutral"; weight: number; statement: string };

export type Remedy = {
  kind: (typeof STEP_KINDS)[number];
  title: (slots: Slots) => string;
  /** Text for a person: what to do, with suggested SQL or commands. Never run by Plumbline. */
  detail: (slots: Slots) => string;
  /** Which success criterion shows that it worked, where one does. */
  criterion?: (typeof CRITERION_KINDS)[number];
};
