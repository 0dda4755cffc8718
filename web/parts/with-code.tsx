import { Fragment } from "react";
import { visible } from "../lib/text.ts";

/** A text in which what stands between backticks is code; one with a backtick too many is shown as it is. */
export function WithCode({ text }: { text: string }) {
  const parts = visible(text).split("`");
  if (parts.length % 2 === 0) return visible(text);
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their places.
    <Fragment key={index}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>
  ));
}
