import { createHash } from "node:crypto";
import type { Pool } from "pg";
import type { DecisionResponse } from "../shared/api-incident.ts";
import type { Config } from "../shared/config.ts";
import type { Incident } from "../shared/incident.ts";
import { type Regrouping, wentInto } from "../shared/incident-decisions.ts";
import { betweenAnalyses } from "./between-analyses.ts";
import { PlumblineError } from "./lib/errors.ts";
import { type DecidedIncident, readForDecision } from "./read-decided.ts";
import { rederive } from "./rederive.ts";
import { decide, takeBack } from "./store/decide-incident.ts";
import type { Editor } from "./store/edit-incident.ts";
import { readDocument } from "./store/read-held.ts";

/** What people decide about which groups are one incident. Each throws `not-found`, `bad-input` or `conflict` in words. */
export type Decisions = {
  /** All of an incident goes into another one of the same environment. */
  merge: (fromId: string, intoId: string, reason: string, editor: Editor) => Promise<DecisionResponse>;
  /** Groups of an incident become one of their own. */
  split: (fromId: string, groups: readonly string[], reason: string, editor: Editor) => Promise<DecisionResponse>;
  /** Takes a decision of an incident back. */
  undo: (incidentId: string, decisionId: string, reason: string, editor: Editor) => Promise<DecisionResponse>;
};

/** `onDecided` is told afterwards, so that the live systems are asked about what is new. */
export function decisionsOn(pool: Pool, config: () => Config, onDecided: () => void): Decisions {
  const between = async (work: () => Promise<DecisionResponse>): Promise<DecisionResponse> => {
    let answer: DecisionResponse | undefined;
    // A look that began before would write what it knew then.
    await betweenAnalyses(pool, async () => {
      answer = await work();
    });
    onDecided();
    if (answer === undefined) throw new Error("no look was waited for");
    return answer;
  };
  return {
    merge: (fromId, intoId, reason, editor) => between(() => merge(pool, config(), { fromId, intoId, reason }, editor)),
    split: (fromId, groups, reason, editor) => between(() => split(pool, config(), { fromId, groups, reason }, editor)),
    undo: (id, decisionId, reason, editor) => between(() => undo(pool, config(), { id, decisionId, reason }, editor)),
  };
}

type MergeWish = { fromId: string; intoId: string; reason: string };

async function merge(pool: Pool, config: Config, wish: MergeWish, editor: Editor): Promise<DecisionResponse> {
  const { fromId, intoId, reason } = wish;
  if (fromId === intoId) {
    throw new PlumblineError("bad-input", `into is ${intoId}, the incident itself: name another incident.`);
  }
  const from = await readForDecision(pool, fromId);
  mustStand(from);
  const { environment } = from.document;
  // One of another environment is told as one that is not there: not everybody may know of it.
  if ((await readDocument(pool, intoId))?.environment !== environment) {
    throw new PlumblineError(
      "not-found",
      `There is no incident ${intoId} in ${environment}: incidents of one environment can be merged.`,
    );
  }
  const into = await readForDecision(pool, intoId);
  mustStand(into);
  const regrouping: Regrouping = { kind: "merge", from: fromId, into: intoId, moved: from.leading, kept: into.leading };
  const derived = await rederive(pool, config, {
    incidents: [from.document, into.document],
    more: [regrouping],
    at: editor.at,
  });
  const decisionId = await decide(
    pool,
    { ...regrouping, fromTitle: from.document.title, intoTitle: into.document.title, reason },
    derived.filter(({ id }) => id === intoId),
    editor,
  );
  return { decisionId, from: fromId, into: intoId };
}

type SplitWish = { fromId: string; groups: readonly string[]; reason: string };

async function split(pool: Pool, config: Config, wish: SplitWish, editor: Editor): Promise<DecisionResponse> {
  const { fromId, reason } = wish;
  const from = await readForDecision(pool, fromId);
  mustStand(from);
  const moved = [...new Set(wish.groups)].sort();
  const kept = groupsThatStay(from, moved);
  const intoId = createHash("sha256")
    .update(`split|${fromId}|${moved.join(",")}|${editor.at}`)
    .digest("hex")
    .slice(0, 16);
  const regrouping: Regrouping = { kind: "split", from: fromId, into: intoId, moved, kept };
  const derived = await rederive(pool, config, { incidents: [from.document], more: [regrouping], at: editor.at });
  const own = derived.find(({ id }) => id === intoId);
  if (own === undefined) {
    throw new PlumblineError(
      "conflict",
      "These groups can't be told as an incident of their own: their entries are kept no more, or they are a part of requests that have another cause.",
    );
  }
  const titles = { fromTitle: from.document.title, intoTitle: own.title };
  const decisionId = await decide(pool, { ...regrouping, ...titles, reason }, derived, editor);
  return { decisionId, from: fromId, into: intoId };
}

/** What is left to an incident when groups are split off; something has to be, and they have to be its own. */
function groupsThatStay({ document, leading }: DecidedIncident, moved: readonly string[]): string[] {
  const { groups } = document;
  const unknown = moved.filter((id) => !groups.some((group) => group.id === id));
  if (unknown.length > 0) {
    throw new PlumblineError(
      "bad-input",
      `groups names ${unknown.join(", ")}: incident ${document.id} has no such group.`,
    );
  }
  const rest = groups.filter(({ id }) => !moved.includes(id));
  if (rest.length === 0) {
    throw new PlumblineError("bad-input", "groups names every group of the incident: leave at least one.");
  }
  const staying = leading.filter((id) => !moved.includes(id));
  return staying.length > 0 ? staying : rest.map(({ id }) => id);
}

type UndoWish = { id: string; decisionId: string; reason: string };

async function undo(
  pool: Pool,
  config: Config,
  { id, decisionId, reason }: UndoWish,
  editor: Editor,
): Promise<DecisionResponse> {
  const incident = await readForDecision(pool, id);
  const decision = incident.document.decisions?.find((one) => one.id === decisionId);
  if (decision === undefined) {
    throw new PlumblineError("not-found", `Incident ${id} has no decision ${decisionId}.`);
  }
  if (decision.undone !== null) {
    throw new PlumblineError("conflict", `${decision.undone.who} took this back already, at ${decision.undone.at}.`);
  }
  const from = await readForDecision(pool, decision.from.id);
  const into = await readForDecision(pool, decision.into.id);
  // What is gone into a third incident has to come back first, or nobody could tell where its groups belong.
  const [left, stands] = decision.kind === "merge" ? [from, into] : [into, from];
  if (decision.kind === "split") mustStand(left);
  mustStand(stands);
  const derived = await rederive(pool, config, {
    incidents: [from.document, into.document],
    without: decisionId,
    at: editor.at,
  });
  await takeBack(pool, { decision, reason }, derived, editor);
  return { decisionId, from: from.document.id, into: into.document.id };
}

/** Throws `conflict` for an incident that went into another one. */
function mustStand({ document }: { document: Incident }): void {
  const other = wentInto(document);
  if (other === undefined) return;
  const message = `Incident ${document.id} went into ${other.id} (“${other.title}”): decide about that one, or undo it first.`;
  throw new PlumblineError("conflict", message);
}
