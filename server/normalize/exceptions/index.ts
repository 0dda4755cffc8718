import type { ExceptionLink } from "../../../shared/events.ts";
import { dotnet } from "./dotnet.ts";
import { MAX_LINKS } from "./frames.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { node } from "./node.ts";
import { php } from "./php.ts";
import { python } from "./python.ts";
import { ruby } from "./ruby.ts";

/** How one language prints its exceptions. */
export type ExceptionParser = {
  id: string;
  /** A cheap look: whether the text can be this language's. */
  looksLike: (text: string) => boolean;
  /** The chain, first raised first; empty where the text holds none after all. */
  parse: (text: string) => ExceptionLink[];
};

/** In order: the first whose parse finds something wins. */
const PARSERS: readonly ExceptionParser[] = [python, go, php, dotnet, java, node, ruby];

const MAX_PARSED_CHARACTERS = 64 * 1024;

/** The exception chain that a text prints, first raised first, with the language's id; empty where it prints none. */
export function parseExceptions(text: string): { language: string; links: ExceptionLink[] } {
  const bounded = text.length > MAX_PARSED_CHARACTERS ? middleCut(text) : text;
  for (const parser of PARSERS) {
    if (!parser.looksLike(bounded)) continue;
    const links = parser.parse(bounded);
    if (links.length > 0) return { language: parser.id, links: links.slice(0, MAX_LINKS) };
  }
  return { language: "", links: [] };
}

/** The start names the first cause, the end the last line: the middle of a huge text is left out. */
function middleCut(text: string): string {
  const half = MAX_PARSED_CHARACTERS / 2;
  return `${text.slice(0, half)}\n${text.slice(-half)}`;
}
