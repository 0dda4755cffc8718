import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { tellFailure } from "../lib/notices.ts";

const SHOWN_MS = 2000;

/** Copies a text, and shows for a moment that it did. `label` says what is copied. */
export function CopyButton({ label, text, size = 15 }: { label: string; text: string; size?: number }) {
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
    <>
      <button
        type="button"
        className="icon-button copy-button"
        aria-label={`Copy: ${label}`}
        title="Copy"
        onClick={copy}
      >
        <Icon size={size} aria-hidden="true" />
      </button>
      <span className="visually-hidden" role="status">
        {isCopied && "Copied"}
      </span>
    </>
  );
}
