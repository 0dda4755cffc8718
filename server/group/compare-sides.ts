import type { GroupComparison as Comparison, ComparedSide as Side, Signature } from "../../shared/group.ts";
import { differencesOf } from "./differences.ts";
import { JoinableGroups } from "./joins.ts";
import { keyOf } from "./key.ts";
import { groupIdOf } from "./signature.ts";
import { isIdentity, tokensOf } from "./tokens.ts";

/** Whether two are one group, and because of which word they are not. Of groups the stored truth holds, of texts what the rules say. */
export function compareSides(a: Side, b: Side): Comparison {
  if (a.groupId !== undefined && b.groupId !== undefined) return compareGroups(a, b);
  const [one, other] = [firstOf(a), firstOf(b)];
  if (a.signatures.some((x) => b.signatures.some((y) => levelOneId(x) === levelOneId(y)))) {
    return said(true, "Both are one group: by the same rules they read the same.", masksOnly(one, other));
  }
  if (areJoined(a, b)) {
    return said(
      true,
      "Both are one group: they are one statement, in which these words vary.",
      wordReasons(one, other),
    );
  }
  return said(false, "They are two groups.", reasonsApart(a, b));
}

function compareGroups(a: Side, b: Side): Comparison {
  if (a.groupId === b.groupId) {
    return said(true, "Both are shown as one group.", wordReasons(firstOf(a), firstOf(b)));
  }
  return said(false, "They are two groups.", reasonsApart(a, b));
}

function said(isSame: boolean, statement: string, reasons: Comparison["reasons"]): Comparison {
  return { isSame, statement, reasons };
}

const EMPTY: Signature = { slots: {}, template: "", masks: [] };

function firstOf({ signatures }: Side): Signature {
  return signatures[0] ?? EMPTY;
}

function levelOneId(signature: Signature): string {
  return groupIdOf("", "", signature);
}

/** Whether the words alone would make them one, in one place. */
function areJoined(a: Side, b: Side): boolean {
  const groups = new JoinableGroups();
  const ids = [a, b].map((side, number) =>
    side.signatures.map((signature, place) => {
      const id = `${number}/${place}`;
      groups.add({ id, environment: "", service: "", kind: side.kind, signature, firstSeen: 0 });
      return id;
    }),
  );
  return groups.settle().some((cluster) => ids.every((own) => own.some((id) => cluster.includes(id))));
}

/** Everything that keeps two apart, what weighs most first. */
function reasonsApart(a: Side, b: Side): Comparison["reasons"] {
  const [one, other] = [firstOf(a), firstOf(b)];
  const reasons: Comparison["reasons"] = [];
  const differ = (left: string, right: string, why: string) => {
    if (left !== right) reasons.push({ a: left, b: right, why });
  };
  if (a.place !== undefined && b.place !== undefined) {
    differ(a.place.environment, b.place.environment, "Another environment is another group.");
    differ(a.place.service, b.place.service, "Another service is another group.");
  }
  if ((a.kind === "request") !== (b.kind === "request")) {
    differ(a.kind, b.kind, "Failed requests are counted apart from what is logged about them.");
  }
  differ(one.family ?? "none known", other.family ?? "none known", "Another failure is another mistake.");
  if (one.fingerprint !== undefined || other.fingerprint !== undefined) {
    differ(fingerprintText(one), fingerprintText(other), "Rules of plumbline.yaml gave them other fingerprints.");
    return reasons;
  }
  for (const name of new Set([...Object.keys(one.slots), ...Object.keys(other.slots)])) {
    differ(one.slots[name] ?? "", other.slots[name] ?? "", `${name} is identity: another one is another mistake.`);
  }
  if (reasons.length === 0 || one.family === undefined) reasons.push(...wordReasons(one, other));
  return reasons;
}

function fingerprintText({ fingerprint }: Signature): string {
  return fingerprint === undefined ? "none" : fingerprint.join(" · ");
}

/** The words in which two texts differ once what varies is masked, each with why it tells them apart, or may not. */
function wordReasons(one: Signature, other: Signature): Comparison["reasons"] {
  const [a, b] = [keyOf(one.template), keyOf(other.template)];
  const identity = identityWords(a, b);
  return differencesOf(a, b).map((difference) => ({
    ...difference,
    why: [difference.a, difference.b].some((words) => words.split(" ").some((word) => identity.has(word)))
      ? "It is identity: a name in quotes, the value of a telling key, a kept number, a route or the type of an exception."
      : "A word of the statement: it varies only where several values of it were seen among words that are equal, or a noun announces a name.",
  }));
}

function identityWords(...keys: string[]): Set<string> {
  return new Set(
    keys.flatMap((key) => {
      const tokens = tokensOf(key);
      return tokens
        .filter((token, index) => token.kind === "word" && isIdentity(tokens, index))
        .map(({ text }) => text);
    }),
  );
}

/** Two that read the same may have been masked in other places. */
function masksOnly(one: Signature, other: Signature): Comparison["reasons"] {
  if (one.template === other.template) return [];
  return differencesOf(one.template, other.template).map((difference) => ({
    ...difference,
    why: "Both stand for a value: which kind of value it is makes no other mistake.",
  }));
}
