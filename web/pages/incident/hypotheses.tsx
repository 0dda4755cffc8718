import type { Hypothesis } from "../../../shared/incident.ts";
import { count, countOf, words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { useFirst } from "../../parts/show-all.tsx";
import { Unfold } from "../../parts/unfold.tsx";
import { Confidence } from "../../parts/verdict.tsx";
import type { Book } from "./book.ts";
import { EvidenceList } from "./evidence-list.tsx";

/** What follows from one cause can be dozens, each told in the same way. */
const MOST_SHOWN = 6;

const GROUPS = [
  {
    title: "In the running",
    note: undefined,
    has: ({ role }: Hypothesis) => role === "root-cause" || role === "contributing",
  },
  {
    title: "Echoes",
    note: "Errors that follow from the cause; mending them would mend nothing.",
    has: ({ role }: Hypothesis) => role === "echo",
  },
  {
    title: "Ruled out",
    note: "Looked plausible; the evidence speaks against it.",
    has: ({ role }: Hypothesis) => role === "ruled-out",
  },
  {
    title: "Latent findings",
    note: "True of the live system, but not the cause of this incident. Worth a follow-up.",
    has: ({ role }: Hypothesis) => role === "latent",
  },
] as const;

/** Every explanation that was weighed: what holds, what was ruled out and why, what else was found. */
export function Hypotheses({ book }: { book: Book }) {
  const { hypotheses } = book.incident;
  return (
    <Section id="hypotheses" title="Hypotheses">
      {hypotheses.length === 0 && <Nothing>No known failure fits these errors, so none was weighed.</Nothing>}
      {GROUPS.map(({ title, note, has }) => {
        const some = hypotheses.filter(has);
        return some.length > 0 && <HypothesisGroup key={title} title={title} note={note} some={some} book={book} />;
      })}
    </Section>
  );
}

type GroupProps = { title: string; note: string | undefined; some: readonly Hypothesis[]; book: Book };

function HypothesisGroup({ title, note, some, book }: GroupProps) {
  const { shown, more } = useFirst(some, MOST_SHOWN, title.toLowerCase());
  return (
    <div className="hypothesis-group">
      <h3>{some.length > 1 ? `${title} (${count(some.length)})` : title}</h3>
      {note !== undefined && <p className="section-note">{note}</p>}
      <ul>
        {shown.map((hypothesis) => (
          <HypothesisItem key={hypothesis.id} hypothesis={hypothesis} book={book} />
        ))}
      </ul>
      {more}
    </div>
  );
}

function HypothesisItem({ hypothesis, book }: { hypothesis: Hypothesis; book: Book }) {
  const { explains, evidence } = hypothesis;
  const against = evidence.find(({ effect }) => effect === "refutes");
  const isAside = hypothesis.role !== "root-cause" && hypothesis.role !== "contributing";
  const decisive = hypothesis.role === "ruled-out" ? against : undefined;
  return (
    <li className="hypothesis" data-role={hypothesis.role}>
      <div className="hypothesis-head">
        <p className="hypothesis-title">{visible(hypothesis.title)}</p>
        <span className="badge">{words(hypothesis.role)}</span>
        {isAside && <span className="quiet">as the cause:</span>}
        <Confidence verdict={hypothesis.verdict} confidence={hypothesis.confidence} />
      </div>
      {decisive && <p>Ruled out because: {visible(decisive.statement)}</p>}
      <p className="quiet">
        {visible(hypothesis.component)} · <code>{hypothesis.family}</code> · explains {count(explains.groups)} of{" "}
        {count(explains.ofGroups)} groups, {count(explains.entries)} of {count(explains.ofEntries)} entries
      </p>
      <Unfold
        className="hypothesis-evidence"
        summary={`${countOf(evidence.length, "piece of evidence", "pieces of evidence")} and their sum`}
      >
        <p className="sum">
          <span className="quiet">Log-odds:</span> {visible(hypothesis.sum)}
        </p>
        <EvidenceList evidence={evidence} book={book} />
      </Unfold>
    </li>
  );
}
