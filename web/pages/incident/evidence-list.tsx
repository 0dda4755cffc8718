import type { Evidence } from "../../../shared/incident.ts";
import { useFirst } from "../../parts/show-all.tsx";
import type { Book } from "./book.ts";
import { EvidenceItem } from "./evidence.tsx";

const MOST_SHOWN = 8;

/** Pieces of evidence, the first of many until somebody asks for all. */
export function EvidenceList({ evidence, book, label }: { evidence: readonly Evidence[]; book: Book; label?: string }) {
  const { shown, more } = useFirst(evidence, MOST_SHOWN, "pieces of evidence");
  return (
    <>
      <ul className="evidence-list" aria-label={label}>
        {shown.map((item) => (
          <EvidenceItem key={item.id} evidence={item} book={book} />
        ))}
      </ul>
      {more}
    </>
  );
}
