import { visible } from "./visible.ts";

/** The text as HTML or XML text or attribute value; characters that hide or move text are shown as their codes. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
