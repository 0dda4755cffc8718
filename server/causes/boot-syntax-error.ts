import type { Cause } from "../../shared/cause.ts";
import { slotOr, TRAFFIC_BACK } from "./words.ts";

/** Source that the language cannot parse: nothing of that file runs. */
export const syntaxError: Cause = {
  id: "boot.syntax-error",
  title: "Source file cannot be parsed",
  why: "A file of the image is not valid for the language version that runs it, so the process ends while loading it. Later errors of the same instance follow from this one. Texts about JSON are something else: data, not source.",
  sources: ["cpython:Parser/pegen_errors.c", "https://nodejs.org/api/esm.html"],
  signs: [
    {
      text: /SyntaxError: (?<problem>invalid syntax|expected ':'|'[([{]' was never closed|unmatched '[)\]}]'|unterminated [\w -]{1,40}|invalid non-printable character|f-string: [^\n]{1,60}|positional argument follows keyword argument|'\w{1,10}' outside [\w ]{1,30})/,
      weight: 4,
      example: "SyntaxError: '(' was never closed",
    },
    {
      text: /(?<problem>(?:IndentationError|TabError): [a-z ]{1,80})/,
      weight: 4,
      example: "IndentationError: unexpected indent",
    },
    {
      text: /SyntaxError: (?<problem>Cannot use import statement outside a module|Unexpected token '(?:export|import)'|missing \) after argument list|Invalid or unexpected token|await is only valid in async functions[\w ]{0,60})/,
      weight: 4,
      example: "SyntaxError: Cannot use import statement outside a module",
    },
    {
      text: /SyntaxError: (?<problem>Unexpected (?:identifier|end of input|strict mode reserved word))/,
      weight: 3,
      example: "SyntaxError: Unexpected identifier 'config'",
    },
    { exception: /^(?:IndentationError|TabError)$/, weight: 4, example: "TabError: inconsistent use of tabs" },
    {
      text: /(?<problem>ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX|ERR_INVALID_TYPESCRIPT_SYNTAX)/,
      weight: 4,
      example: "SyntaxError [ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX]: TypeScript enum is not supported in strip-only mode",
    },
    {
      text: /PHP Parse error: {1,2}(?<problem>syntax error, unexpected [^\n]{1,60}?) in /,
      weight: 4,
      example: 'PHP Parse error:  syntax error, unexpected token "}" in /app/index.php on line 12',
    },
  ],
  headline: (slots) => `A source file cannot be parsed: ${slotOr(slots, "problem", "syntax error")}`,
  component: () => "application source in the container image",
  echoes: ["boot.container-not-listening", "boot.import-error", "capacity.no-instance", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The interpreter refuses a file of the image (${slotOr(slots, "problem", "syntax error")}), so the process ends while it loads its code.`,
  systemic: [
    {
      question: "Why does a file that cannot be parsed lie in the image?",
      candidates: [
        "A merge or a manual edit was not loaded by any check before the build.",
        "The image runs another version of the language than the code is written for.",
      ],
    },
    {
      question: "Why did an image that cannot start reach this environment?",
      candidates: ["Nothing starts the built image once before it is deployed."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that started",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Mend the file that the traceback names",
      detail: () =>
        "The line above the error names file and line. Check every file with the image's own interpreter: python -m compileall -q . or node --check FILE.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Start the new image and see it listen",
      detail: () =>
        "docker run --rm -e PORT=8080 -p 8080:8080 IMAGE, then curl -fsS http://127.0.0.1:8080/; expect an answer.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Compile every file in CI with the version that production runs",
      detail: () =>
        "Run the compile step inside the image that will be deployed, not on the builder's own interpreter.",
    },
  ],
};
