import { Fragment } from "react";
import { visible } from "../lib/text.ts";

/** An option of a command, after a blank: its hyphens are not left behind at the end of a line. */
const OPTION = /(?<= )(--?[A-Za-z][A-Za-z-]*)/;

/** A text in which what stands between backticks is code; one with a backtick too many is shown as it is. */
export function WithCode({ text }: { text: string }) {
  const parts = visible(text).split("`");
  if (parts.length % 2 === 0) return <WithOptions text={visible(text)} />;
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their places.
    <Fragment key={index}>{index % 2 === 1 ? <code>{part}</code> : <WithOptions text={part} />}</Fragment>
  ));
}

function WithOptions({ text }: { text: string }) {
  return text.split(OPTION).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their places.
      <span key={index} className="option">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
