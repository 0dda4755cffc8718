import type { ReactNode } from "react";

type Props = { title: string; isPage?: boolean; children: ReactNode };

/** What an empty list (or, with `isPage`, an empty page) means, why it is so, and what to do about it. */
export function Empty({ title, isPage = false, children }: Props) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className="empty">
      <Heading className="state-title">{title}</Heading>
      {children}
    </div>
  );
}
