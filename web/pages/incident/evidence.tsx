import { ExternalLink, FileText, GitCommitVertical, Radar, Scale, TrendingUp, UserRound } from "lucide-react";
import type { Evidence } from "../../../shared/incident.ts";
import { words } from "../../lib/format.ts";
import { safeHref, visible } from "../../lib/text.ts";
import { CheckOutcome } from "../../parts/check-outcome.tsx";
import { Query } from "../../parts/query.tsx";
import { Time } from "../../parts/time.tsx";
import { Unfold } from "../../parts/unfold.tsx";
import type { Book } from "./book.ts";
import { EvidenceLines } from "./lines.tsx";

const ICONS = {
  log: FileText,
  check: Radar,
  change: GitCommitVertical,
  metric: TrendingUp,
  comparison: Scale,
  person: UserRound,
} as const;

const EFFECTS = { supports: "supports", refutes: "speaks against", neutral: "says nothing for or against" } as const;

/** One piece of evidence as a sentence that opens to what it rests on: log lines, the query, the probe. */
export function EvidenceItem({ evidence, book }: { evidence: Evidence; book: Book }) {
  const Icon = ICONS[evidence.kind];
  return (
    <li>
      <Unfold
        className="evidence"
        effect={evidence.effect}
        summary={
          <>
            <Icon size={15} aria-hidden="true" />
            <span className="evidence-kind">{words(evidence.kind)}</span>
            <span className="evidence-statement">{visible(evidence.statement)}</span>
            <Weight evidence={evidence} />
          </>
        }
      >
        <EvidenceBody evidence={evidence} book={book} />
      </Unfold>
    </li>
  );
}

function Weight({ evidence }: { evidence: Evidence }) {
  const { effect, weight } = evidence;
  const sign = weight > 0 ? "+" : weight < 0 ? "−" : "";
  return (
    <span className="evidence-weight number" title={`This ${EFFECTS[effect]} the hypothesis; weight in log-odds`}>
      <span className="visually-hidden">{EFFECTS[effect]}, weight </span>
      {effect === "neutral" ? "0" : `${sign}${Math.abs(weight).toFixed(1)}`}
    </span>
  );
}

/** What a piece of evidence rests on: the check, the query, the log lines, Logs Explorer. */
export function EvidenceBody({ evidence, book }: { evidence: Evidence; book: Book }) {
  const { checkId, how, logsUrl } = evidence.ref;
  const check = checkId === undefined ? undefined : book.checks.get(checkId);
  const query = how ?? check?.how;
  const href = safeHref(logsUrl);
  return (
    <div className="evidence-body">
      <p className="quiet">
        Seen at <Time at={evidence.at} />
      </p>
      {check && (
        <p className="evidence-check">
          <CheckOutcome outcome={check.outcome} /> {visible(check.statement)}{" "}
          <span className="quiet">{visible(check.reason)}</span>
        </p>
      )}
      {query !== undefined && <Query text={query} />}
      <EvidenceLines viewed={book.viewed} evidence={evidence} />
      {href !== undefined && (
        <a className="out-link" href={href} target="_blank" rel="noreferrer">
          Open in Logs Explorer <ExternalLink size={14} aria-hidden="true" />
        </a>
      )}
    </div>
  );
}
