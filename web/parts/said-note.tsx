import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import "./said-note.css";

type Props = { label: string; icon: LucideIcon; children: ReactNode; action?: ReactNode };

/** What a person decided, with who, when and why, and the way to take it back beside it. */
export function SaidNote({ label, icon: Icon, children, action }: Props) {
  return (
    <aside className="said-note" aria-label={label}>
      <Icon size={18} aria-hidden="true" />
      <div>{children}</div>
      {action}
    </aside>
  );
}
