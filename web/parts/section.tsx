import type { ReactNode } from "react";
import "./section.css";

type Props = { id: string; title: string; aside?: ReactNode; children: ReactNode };

/** A part of the page with its heading, an address of its own, and room for an action beside the heading. */
export function Section({ id, title, aside, children }: Props) {
  return (
    <section id={id} className="section" aria-labelledby={`${id}-title`}>
      <div className="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** What an empty part means. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing">{children}</p>;
}
