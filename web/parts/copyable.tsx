import { CopyButton } from "./copy-button.tsx";
import "./copyable.css";

/** A text to take along, with a button that copies it. */
export function Copyable({ label, text }: { label: string; text: string }) {
  return (
    <div className="copyable">
      <pre>{text}</pre>
      <CopyButton label={label} text={text} />
    </div>
  );
}
