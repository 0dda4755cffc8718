import type { Hypothesis, Incident, Why } from "../../../shared/incident.ts";
import { isSeparateFinding } from "../../../shared/separate-finding.ts";
import { plural } from "../../../shared/words.ts";
import type { Citations } from "../citations.ts";
import { type Block, type Inline, type ListItem, text } from "../document.ts";
import { laterEchoes } from "../later-echoes.ts";
import { marksOf } from "../people.ts";
import { percent, sentence } from "../phrases.ts";

type Branch = Why["branch"];

const BRANCHES = {
  occurrence: "Why it happened",
  detection: "Why it was not noticed earlier",
  recovery: "Why it did not recover",
} as const satisfies Partial<Record<Branch, string>>;

/** A heading of a part within a section. */
export type Part = { title: string; blocks: Block[] };

/** Question by question with the evidence of each answer, one part per branch. */
export function whyParts(incident: Incident, citations: Citations): Part[] {
  const parts: Part[] = (["occurrence", "detection", "recovery"] as const).flatMap((branch) => {
    const items = whysOf(incident, branch).map((why) => whyItem(why, incident, citations));
    return items.length === 0
      ? []
      : [{ title: BRANCHES[branch], blocks: [{ kind: "list", items, isOrdered: true } satisfies Block] }];
  });
  if (incident.unexplained.length === 0) return parts;
  const rest = incident.unexplained.map((each) => ({ text: text(each) }));
  return [...parts, { title: "What this does not explain", blocks: [{ kind: "list", items: rest }] }];
}

/** What had a part in it, and causes that are neither held nor ruled out. Separate findings are not among them. */
export function contributingFactors(incident: Incident, citations: Citations): Block[] {
  const items = [
    ...whysOf(incident, "contributing")
      .filter((why) => !isSeparateFinding(why, incident.hypotheses))
      .map((why) => whyItem(why, incident, citations)),
    ...incident.hypotheses.filter(isOpen).map((hypothesis) => openItem(hypothesis, incident, citations)),
  ];
  if (items.length > 0) return [{ kind: "list", items }];
  const beside = incident.hypotheses.some(({ role, evidence }) => role === "latent" && evidence.length > 0)
    ? " Separate findings, which had no part in it, stand under “What was ruled out”."
    : "";
  return [{ kind: "paragraph", text: text(`None was found in what was read and checked.${beside}`) }];
}

function openItem(hypothesis: Hypothesis, { rootCause }: Incident, { cite }: Citations): ListItem {
  const standing = rootCause === null ? "Not decided" : "Another explanation that is not ruled out";
  return {
    text: [
      { strong: sentence(hypothesis.title) },
      ` ${standing} (${hypothesis.verdict}, confidence ${percent(hypothesis.confidence)}).`,
      ...cite(hypothesis.evidence.filter(({ effect }) => effect !== "neutral").map(({ id }) => id)),
    ],
  };
}

/** What was considered and is not the cause, each with the strongest evidence against it. */
export function ruledOut(incident: Incident, citations: Citations): Block[] {
  const later = laterEchoes(incident.hypotheses);
  const rows = incident.hypotheses
    .filter((hypothesis) => hypothesis.role !== "root-cause" && !isOpen(hypothesis) && !later.has(hypothesis))
    .map((hypothesis): Inline[][] => [
      text(hypothesis.title),
      text(KINDS[hypothesis.role]),
      against(hypothesis, citations),
    ]);
  if (rows.length === 0) return [{ kind: "paragraph", text: text("Nothing: no other cause fits what was read.") }];
  const rest = `And ${plural(later.size, "more consequence")}: the JSON format lists them all.`;
  return [
    { kind: "table", columns: ["Considered", "It is", "Why it is not the cause"], rows, widths: [3, 1.7, 5] },
    ...(later.size === 0 ? [] : [{ kind: "paragraph", text: text(rest) } satisfies Block]),
  ];
}

const KINDS = {
  "root-cause": "the root cause",
  contributing: "ruled out",
  "ruled-out": "ruled out",
  echo: "a consequence",
  latent: "a separate finding",
} as const satisfies Record<Hypothesis["role"], string>;

function isOpen({ role, verdict }: Hypothesis): boolean {
  return role === "contributing" && verdict !== "refuted";
}

function whysOf(incident: Incident, branch: Branch): Why[] {
  return incident.fiveWhys.filter((why) => why.branch === branch);
}

function whyItem(why: Why, incident: Incident, { cite }: Citations): ListItem {
  const answer = [why.answer, ...cite(why.evidenceIds), ...marksOf(incident, `why:${why.id}`)];
  return { text: [{ strong: why.question }], children: [{ text: answer }] };
}

function against(hypothesis: Hypothesis, { cite }: Citations): Inline[] {
  const [strongest] = hypothesis.evidence
    .filter((evidence) => evidence.effect === "refutes")
    .sort((a, b) => a.weight - b.weight);
  if (strongest !== undefined) return [strongest.statement, ...cite([strongest.id])];
  return text(`It explains ${hypothesis.explains.entries} of ${hypothesis.explains.ofEntries} entries.`);
}
