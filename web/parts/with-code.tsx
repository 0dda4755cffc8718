import { codeInText } from "../../shared/code-in-text.ts";
import { visible } from "../lib/text.ts";
import { CopyButton } from "./copy-button.tsx";
import "./with-code.css";

/** An option of a command, after a blank: its hyphens are not left behind at the end of a line. */
const OPTION = /(?<= )(--?[A-Za-z][A-Za-z-]*)/;

/** A text with its code as code; a command or query of several words can be copied. */
export function WithCode({ text }: { text: string }) {
  return codeInText(visible(text)).map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change their places.
    if (!part.isCode) return <WithOptions key={index} text={part.text} />;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
      <span key={index} className="text-code">
        <code>
          <WithOptions text={part.text} />
        </code>
        {part.text.includes(" ") && <CopyButton label={part.text} text={part.text} size={13} />}
      </span>
    );
  });
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
