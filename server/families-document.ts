import type { Cause, QuestionContext } from "../shared/cause.ts";
import { CHECK_KINDS, type Check, type CheckKind } from "../shared/check.ts";
import type { Slots } from "../shared/group.ts";
import { CAUSES } from "./causes/index.ts";
import { recognize } from "./causes/recognize.ts";
import { CHECKS } from "./checks/index.ts";
import { type Sight, sightsOf } from "./families-sights.ts";

const MAX_EXAMPLES = 3;
const MAX_TEXT = 110;

/** What Plumbline knows, as Markdown: every family and every live check, read off the code itself. */
export function familiesDocument(): string {
  const families = [...CAUSES].map(familyRow);
  const checks = CHECK_KINDS.map((kind) => `| \`${kind}\` | ${cell(CHECKS[kind].title)} | ${cell(CHECKS[kind].why)} |`);
  return `# What Plumbline recognises and how it is proved

Written by \`node scripts/docs.ts\` from \`server/causes/\` and \`server/checks/\`; not edited by hand.

## Failure families

Earlier layers explain later ones for the same requests. *Supported* and *refuted by* is what live checks in the incident's own
environment can see that moves the hypothesis; a dash stands where the logs alone decide.

| family | recognises, for example | asks live | supported by | refuted by | what mends it |
|---|---|---|---|---|---|
${families.join("\n")}

## Live checks

| check | title | what it does and why |
|---|---|---|
${checks.join("\n")}
`;
}

function familyRow(cause: Cause): string {
  const slots = slotsOf(cause);
  const kinds = [...new Set(cause.questions(slots, CONTEXT).map((question) => question.kind))];
  const moves = (effect: "supports" | "refutes") => {
    const found = kinds.flatMap((kind) =>
      sightsOf(kind).filter((sight) => effectOf(cause, slots, kind, sight) === effect),
    );
    return found.length === 0 ? "–" : found.map((sight) => sight.words).join(", ");
  };
  const examples = cause.signs.slice(0, MAX_EXAMPLES).map((sign) => `“${cell(short(sign.example))}”`);
  const mend = cause.remedies.find((remedy) => remedy.kind === "fix") ?? cause.remedies[0];
  const cells = [
    `\`${cause.id}\`<br>${cell(cause.title)}`,
    examples.length === 0 ? "no text of its own: checks decide it" : examples.join("<br>"),
    kinds.length === 0 ? "–" : kinds.join(", "),
    moves("supports"),
    moves("refutes"),
    mend === undefined ? "–" : cell(mend.title(slots)),
  ];
  return `| ${cells.join(" | ")} |`;
}

const CONTEXT: QuestionContext = {
  environment: "staging",
  reference: "production",
  service: "api",
  requiredRows: [{ table: "users", where: { id: "system" } }],
};

/** The names in the family's first example. */
function slotsOf(cause: Cause): Slots {
  const example = cause.signs[0]?.example ?? "";
  const event = {
    message: example,
    text: example,
    exceptions: [],
    origin: "app",
    isBoot: false,
    kind: "message",
    severity: "ERROR",
  } as const;
  const found = recognize({ ...event, exceptions: [] });
  return found?.family === cause.id ? found.slots : {};
}

/** What a sight in the incident's own environment does to the hypothesis. */
function effectOf(cause: Cause, slots: Slots, kind: CheckKind, { outcome, detail }: Sight): string | undefined {
  const question = cause
    .questions(slots, CONTEXT)
    .find((one) => one.kind === kind && one.environment === CONTEXT.environment);
  if (question === undefined) return undefined;
  const check: Check = {
    id: question.id,
    kind,
    environment: question.environment,
    target: question.target,
    outcome,
    reason: "",
    statement: "It was seen.",
    at: "2026-01-01T00:00:00.000Z",
    durationMs: 0,
    how: "",
    detail,
  };
  return cause.weigh(check, slots, CONTEXT.environment)?.effect;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT - 1)}…`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[|<>*_`]/g, "\\$&");
}
