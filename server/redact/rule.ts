/** One kind of secret: what it looks like, and what makes sure that it is one. */
export type Rule = {
  /** Stands in the mark: `«redacted:kind:hash8»`. */
  kind: string;
  /** Finds it; flags `g` and `d`. What is replaced is the group `secret`, or the whole match where there is none. */
  pattern: RegExp;
  /** Source of a small expression that finds something in every text that `pattern` finds something in. */
  head: string;
  /** Whether `head` is looked for in any case. */
  headIgnoresCase?: boolean;
  /** Whether what was found is a secret; absent where the form alone says so. */
  isSecret?: (found: string, match: RegExpExecArray) => boolean;
  /** Few enough values that one who knows how marks are made could try them all. */
  isGuessable?: boolean;
  /** Applied only where the configuration asks for it. */
  setting?: "email" | "ip";
};
