import { mayHoldName } from "./slot.ts";
import { HOLE, introducedBy, isIdentity, isNameLike, mayBeValue, type Token } from "./tokens.ts";

/** Places that names may stand at, below which comparing one place after another finds as much. */
const MIN_PLACES = 2;
const MIN_WORDS = 2;

/**
 * The tokens with a hole wherever a name may stand: in quotes or brackets, behind a noun or a preposition, or shaped like one. Undefined
 * where that leaves fewer than two such places or two words.
 */
export function frameOf(tokens: readonly Token[]): string | undefined {
  let places = 0;
  let words = 0;
  let frame = "";
  tokens.forEach((token, index) => {
    const isPlace = token.kind === "word" && mayBeName(tokens, index);
    if (isPlace) places++;
    else if (token.kind === "word") words++;
    frame += `${isPlace ? HOLE : token.text} `;
  });
  return places >= MIN_PLACES && words >= MIN_WORDS ? frame : undefined;
}

function mayBeName(tokens: readonly Token[], index: number): boolean {
  if (mayBeValue(tokens, index)) return true;
  if (isIdentity(tokens, index)) return false;
  const noun = introducedBy(tokens, index);
  return isNameLike(tokens[index]?.text ?? "") || mayHoldName(tokens[index - 1], tokens[index + 1], noun);
}
