/** What tests are written in: a path that ends so names one. */
const FILE_OF_TESTS =
  /\.(?:[cm]?[jt]sx?|py|go|rb|java|kts?|cs|php|rs|c|cc|cpp|swift|scala|exs?|lua|pl|t|sh|bats|exp|sql|feature|robot|html)$/;
/** Words joined as in names of tests: `du/long-from-unreadable`, `store::tests::keeps`, `acme.LoginTest#logsIn`. */
const WORD = /[A-Za-z][a-z]+(?:[A-Z][a-z]+|[_-][A-Za-z][a-z]*)*\d?/.source;
const NAME_OF_PARTS = new RegExp(`^${WORD}(?:(?:/|::|\\.|#)${WORD})+$`);
const NAME_OF_TEST = /^(?:Test[A-Z]\w*|(?:\w+[_-])?(?:tests?|specs?|check)[_-][a-z_-]+\d?)$/;
const LONGEST_NAME = 200;
/** How long a test took: `(0.02s)`, `[12 ms]`. */
const DURATION = /^\s{0,3}[([]\d{1,9}(?:\.\d{1,9})?\s?m?s(?:econds?)?[)\]]/;
/** What a number of tests is followed by, and the other counts that the sum of a run has beside it. */
const COUNTED = /^\s(?:tests?|checks?|cases|assertions|specs|suites|passed|of)\b/;
const OTHER_COUNT = /(?<![a-z])(?:fail(?:ed|ures?)?|errors?|skip(?:ped)?|warn(?:ings?)?|total)\s{0,3}[=:]\s{0,3}\d/i;
/** Whoever is named there has the password that follows. */
const ACCOUNT = /(?:user|login|account|mail|host)\w{0,20}["']?\s{0,3}[=:]/i;

/** So many characters before and after are looked at. */
const AROUND = 200;

/**
 * Whether `pass` tells how tests ended and is no password's name: `PASS: path/to/a.test.ts`, `--- PASS: TestParse (0.00s)`,
 * `PASS=5 WARN=0 ERROR=0`. A word that names no test, as in `PASS: hunter2`, and what follows an account are passwords.
 */
export function isVerdict(value: string, { input, index, 0: found }: RegExpExecArray): boolean {
  if (!/^pass\s{0,3}[=:]/i.test(found) || input[index - 1] === "_" || value.length > LONGEST_NAME) return false;
  const before = input.slice(Math.max(0, index - AROUND), index);
  if (ACCOUNT.test(before)) return false;
  const end = index + found.length;
  const after = input.slice(end, end + AROUND);
  if (/^\d{1,6}$/.test(value)) return isCount(before, found, after);
  return found.startsWith("PASS: ") && (before.endsWith("--- ") || DURATION.test(after) || isNameOfTest(value));
}

/** Whether a number after `pass` counts tests, as a run's sum does in one line, or in one for each count: `# PASS:  5`. */
function isCount(before: string, found: string, after: string): boolean {
  if (COUNTED.test(after) || (before.endsWith("# ") && found.startsWith("PASS:"))) return true;
  return OTHER_COUNT.test(before.slice(before.lastIndexOf("\n") + 1)) || OTHER_COUNT.test(after.split("\n", 1).join());
}

function isNameOfTest(value: string): boolean {
  const [file = "", ...parts] = value.split(/::|:(?=\d)/);
  if (FILE_OF_TESTS.test(file) && parts.every((part) => /^\w+$/.test(part))) return true;
  return NAME_OF_PARTS.test(value) || NAME_OF_TEST.test(value);
}
