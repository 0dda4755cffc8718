import type { ComparisonResponse, GroupExplanation } from "../../shared/api-group-joins.ts";
import type { ComparedSide } from "../../shared/group.ts";
import { isWithin, type Reach } from "../../shared/identity.ts";
import { toIso } from "../../shared/time.ts";
import type { Range } from "../../shared/time-range.ts";
import { PlumblineError } from "../lib/errors.ts";
import { shownGroupOf } from "../store/group-parts.ts";
import { type JoinEvent, type JoinedPart, listJoinEvents, listJoinedParts } from "../store/list-joins.ts";
import { readGroup, type StoredGroup } from "../store/read-group.ts";
import type { ApiDeps } from "./deps.ts";

/** Why the entries of a group are one group. Throws `not-found`. */
export async function explainGroup(deps: ApiDeps, id: string, range: Range): Promise<GroupExplanation> {
  const { pool, grouping, maskRules } = deps;
  const stored = await readGroup(pool, id, range, deps.now());
  if (stored === undefined) throw new PlumblineError("not-found", `There is no group ${id}.`);
  const [parts, history] = await Promise.all([
    listJoinedParts(pool, stored.id, range),
    listJoinEvents(pool, stored.id),
  ]);
  const { signature } = parts[0] ?? stored;
  const texts = stored.samples.flatMap(({ message, text }) => [message, text]);
  const examples = grouping.examples(signature.template, texts);
  const newest = stored.samples.at(-1);
  const today = newest === undefined ? undefined : grouping.today(newest);
  return {
    groupId: stored.id,
    title: stored.title,
    kind: stored.kind,
    ...decisionOf(stored, parts.length > 1),
    family: signature.family ?? null,
    slots: signature.slots,
    template: stored.signature.template,
    masks: signature.masks.map(({ rule, count }) => {
      const { mask = "", why = "" } = maskRules.find(({ name }) => name === rule) ?? {};
      return { rule, mask, why, count, examples: [...(examples.get(rule) ?? [])] };
    }),
    rule: ruleOf(stored, today?.rule),
    newestGoesTo: today === undefined ? null : await shownGroupOf(pool, today.groupId),
    parts: parts.map(partView),
    history: history.map(eventView),
  };
}

function decisionOf(
  { signature, kind, service, environment }: StoredGroup,
  isJoined: boolean,
): Pick<GroupExplanation, "decidedBy" | "statement"> {
  const place = `They come from ${service} in ${environment}`;
  const { family, slots, rule, fingerprint } = signature;
  if (fingerprint !== undefined) {
    const words = `${place}, and rule ${rule ?? ""} of plumbline.yaml gave them one fingerprint.`;
    return { decidedBy: "rule", statement: words };
  }
  if (family !== undefined && family !== "code.unhandled-exception") {
    const words = `${place}, are recognised as ${family}, and name the same things. Other words around do not make another group.`;
    return { decidedBy: "family", statement: words };
  }
  if (kind === "request" && slots.route !== undefined) {
    return { decidedBy: "request", statement: `${place}, and are requests of one method and route with one status.` };
  }
  const equal = "their texts are equal once what varies is masked";
  const how = isJoined ? `${equal}, or belong to a group that was joined to this one` : equal;
  const words = `${place}, no known failure fits them, and ${how}.`;
  return { decidedBy: "text", statement: words };
}

function ruleOf({ signature }: StoredGroup, today: number | undefined): GroupExplanation["rule"] {
  const { fingerprint, rule } = signature;
  return fingerprint === undefined ? null : { number: rule ?? 0, fingerprint, today: today ?? null };
}

function partView({
  signature,
  firstSeen,
  lastSeen,
  differences,
  at,
  ...part
}: JoinedPart): GroupExplanation["parts"][number] {
  return {
    ...part,
    template: signature.template,
    firstSeen: toIso(firstSeen),
    lastSeen: toIso(lastSeen),
    differences: differences ?? [],
    at: at === null ? null : at.toISOString(),
  };
}

function eventView({ at, undone, ...event }: JoinEvent): GroupExplanation["history"][number] {
  return {
    ...event,
    at: at.toISOString(),
    undone: undone === null ? null : { ...undone, at: new Date(undone.at).toISOString() },
  };
}

type Side = ComparedSide & { title: string };

/** Whether two groups, or texts, are one, and because of what. Groups beyond reach are taken for texts, as if there were none. */
export async function compareTwo(deps: ApiDeps, a: string, b: string, reach: Reach): Promise<ComparisonResponse> {
  const [one, other] = await Promise.all([sideOf(deps, a, reach), sideOf(deps, b, reach)]);
  return { ...deps.grouping.compare(one, other), a: sideView(one), b: sideView(other) };
}

async function sideOf(deps: ApiDeps, given: string, reach: Reach): Promise<Side> {
  const isId = /^[0-9a-f]{16}$/.test(given);
  const range = { from: 0, to: 0 };
  const stored = isId ? await readGroup(deps.pool, given, range, deps.now()) : undefined;
  if (stored === undefined || !isWithin(reach, stored.environment)) {
    const { kind, title, signature } = deps.grouping.ofText(given);
    return { kind, title, signatures: [signature] };
  }
  const parts = await listJoinedParts(deps.pool, stored.id, range);
  const asked = parts.find(({ id }) => id === given);
  const signatures = [...(asked === undefined ? [] : [asked]), ...parts.filter((part) => part !== asked)];
  const { environment, service, kind } = stored;
  return {
    groupId: stored.id,
    place: { environment, service },
    kind,
    title: asked?.title ?? stored.title,
    signatures: signatures.map(({ signature }) => signature),
  };
}

function sideView({ groupId, title, signatures }: Side): ComparisonResponse["a"] {
  const { family, slots = {}, template = "" } = signatures[0] ?? {};
  return { groupId: groupId ?? null, title, family: family ?? null, slots, template };
}
