import type { Why } from "../../../shared/incident.ts";
import { isSeparateFinding } from "../../../shared/separate-finding.ts";
import { countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import type { Book } from "./book.ts";
import { EditableAnswer } from "./edit-answer.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import { OpenQuestion } from "./open-question.tsx";
import { type WhyNode, whyTree } from "./why-tree.ts";

const BRANCHES = {
  occurrence: "Why it happened",
  contributing: "What contributed",
  detection: "Why it was not noticed earlier",
  recovery: "Why it lasts",
} as const;

/** The questions as a tree that hangs from the symptom; open ones are visibly open. */
export function Whys({ book }: { book: Book }) {
  const whys = book.incident.fiveWhys;
  const [main, ...others] = whyTree(whys);
  const open = whys.filter(({ status }) => status === "open").length;
  const aside = open > 0 && <span className="open-count">{countOf(open, "open question")}</span>;
  return (
    <Section id="whys" title="Five whys" aside={aside}>
      {main === undefined && <Nothing>No question could be asked: nothing in the evidence says what failed.</Nothing>}
      {main && (
        <p className="section-note">
          Each answer rests on what stands below it; the number is its weight in log-odds, + for what it speaks for, −
          against it.
        </p>
      )}
      {main && <Branch node={main} book={book} />}
      {others.length > 0 && (
        <div className="why-others">
          {others.map((node) => (
            <div key={node.why.id}>
              <h3>{nameOf(node.why, book)}</h3>
              <Branch node={node} book={book} />
            </div>
          ))}
        </div>
      )}
    </Section>
  );
}

/** What a branch is called by its first question. */
function nameOf(why: Why, { incident }: Book): string {
  return isSeparateFinding(why, incident.hypotheses) ? "Found beside it, not its cause" : BRANCHES[why.branch];
}

function Branch({ node, book }: { node: WhyNode; book: Book }) {
  const levels: WhyNode[] = [];
  for (let level: WhyNode | undefined = node; level; level = level.next) levels.push(level);
  return (
    <ol className="whys">
      {levels.map((level, index) => (
        <li key={level.why.id} className="why" data-status={level.why.status} data-last={index === levels.length - 1}>
          <Level why={level.why} book={book} />
          {level.branches.map((branch) => (
            <div key={branch.why.id} className="why-branch">
              <h3>{nameOf(branch.why, book)}</h3>
              <Branch node={branch} book={book} />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

function Level({ why, book }: { why: Why; book: Book }) {
  const evidence = why.evidenceIds.flatMap((id) => book.evidence.get(id) ?? []);
  const isOpen = why.status === "open";
  return (
    <>
      <span className="why-level" aria-hidden="true">
        {isOpen ? "?" : why.level}
      </span>
      <p className="why-question">
        <span className="visually-hidden">Why {why.level}: </span>
        {visible(why.question)}
      </p>
      {isOpen ? (
        <OpenQuestion why={why} incidentId={book.incident.id}>
          <p className="why-answer">{visible(withoutOpen(why.answer))}</p>
        </OpenQuestion>
      ) : (
        <EditableAnswer why={why} incidentId={book.incident.id} />
      )}
      {evidence.length > 0 && <EvidenceList evidence={evidence} book={book} label={`Evidence for why ${why.level}`} />}
    </>
  );
}

/** The page says that a question is open; the text need not say it again. */
function withoutOpen(answer: string): string {
  const text = answer.replace(/^Open:\s*/, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
