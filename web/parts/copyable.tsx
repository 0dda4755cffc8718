import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { tellFailure } from "../lib/notices.ts";
import "./copyable.css";

const SHOWN_MS = 2000;

/** A text to take along, with a button that copies it. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
      setTimeout(() => setIsCopied(false), SHOWN_MS);
    } catch {
      tellFailure("The browser does not let this page copy. Select the text and copy it by hand.");
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <div className="copyable">
      <pre>{text}</pre>
      <button type="button" className="icon-button" aria-label={`Copy: ${label}`} title="Copy" onClick={copy}>
        <Icon size={15} aria-hidden="true" />
      </button>
      <span className="visually-hidden" role="status">
        {isCopied && "Copied"}
      </span>
    </div>
  );
}
