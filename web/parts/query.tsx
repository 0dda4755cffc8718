import { visible } from "../lib/text.ts";
import "./query.css";

/** The query that ran, the request that was sent, or another text as it was, under a word that says what it is. */
export function Query({ text, caption = "What ran" }: { text: string; caption?: string }) {
  return (
    <figure className="query">
      <figcaption>{caption}</figcaption>
      <pre>{visible(text)}</pre>
    </figure>
  );
}
