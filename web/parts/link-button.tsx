import type { ReactNode } from "react";
import { Link } from "wouter";

/** A link to another page that looks like a button. */
export function LinkButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link className="button" href={href}>
      {children}
    </Link>
  );
}
