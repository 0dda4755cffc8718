import type { ReactNode } from "react";
import "./page-head.css";

type Props = { title: string; note?: ReactNode; children?: ReactNode };

/** A list page's title with a quiet line of figures, and room for what acts on the whole page. */
export function PageHead({ title, note, children }: Props) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {note && <p className="quiet">{note}</p>}
      {children !== undefined && <div className="page-head-end">{children}</div>}
    </header>
  );
}
