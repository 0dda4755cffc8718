/** A file's text with lines that end in \n; `fault` says why its tool could not decode it. */
export type SourceText = { text: string; fault: string | undefined };

/** How Python finds a file's encoding. https://peps.python.org/pep-0263/ */
const CODING = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

/** The text of a file: UTF-8, or what a coding line in its first two lines says; a byte order mark is taken off. */
export function decodeSource(content: Uint8Array): SourceText {
  const head = new TextDecoder("latin1").decode(content.subarray(0, 400)).split(/\r?\n|\r/, 2);
  const coding = head.map((line) => CODING.exec(line)?.[1]).find((name) => name !== undefined) ?? "utf-8";
  const decoder = decoderFor(coding);
  if (decoder === undefined) return { text: latin1(content), fault: `its encoding "${coding}" is not known` };
  try {
    return { text: withNewlines(decoder.decode(content)), fault: nullFault(content) };
  } catch {
    return { text: latin1(content), fault: `it is not ${coding}, and no coding line in it says what else` };
  }
}

function decoderFor(coding: string): TextDecoder | undefined {
  const name = /^(latin[-_]?1|iso[-_]8859[-_]1)$/i.test(coding) ? "latin1" : coding.replaceAll("_", "-");
  try {
    return new TextDecoder(name, { fatal: true });
  } catch {
    return undefined;
  }
}

function nullFault(content: Uint8Array): string | undefined {
  return content.includes(0) ? "it holds null bytes: it is binary, or UTF-16" : undefined;
}

function latin1(content: Uint8Array): string {
  return withNewlines(new TextDecoder("latin1").decode(content));
}

function withNewlines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
