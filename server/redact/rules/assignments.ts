import { isPlaceholder } from "../placeholder.ts";
import { isPath, looksRandom } from "../random-looking.ts";
import type { Rule } from "../rule.ts";
import { isVerdict } from "../verdict.ts";

const PASSWORD_KEYS = "passw(?:or)?d|passwort|pass[_-]?phrase|passcode|pwd|(?<=_|\\b)pass(?=[\"'\\\\\\s]{0,3}[=:])";
const SECRET_KEYS =
  "secret(?:[_-]?(?:access[_-]?)?key(?:[_-]?base)?)?|api[_-]?key|(?:access|private|signing|encryption|master|account|shared[_-]?access|auth|storage|deploy|license|service[_-]?role|hmac|webhook|subscription)[_-]?key|credentials?";
const TOKEN_KEYS = "token(?:[_-]?secret)?|x-goog-signature|x-amz-signature|x-amz-credential|(?<=[?&;])sig|signature";
/** Found in every text that a rule below finds something in; short, because every text is read for it. */
const HEADS =
  /passw|pass[_-]?phrase|passcode|pwd|pass["'\\\s]{0,3}[=:]|secret|token|(?:api|access|private|signing|encryption|master|account|auth|storage|deploy|license|role|hmac|webhook|subscription)[_-]?key|credential|sig=|signature|identified\s/
    .source;
/** `password1`, `password_value`, `secrets`. */
const ENDING = "(?:s|[_-]?\\d{1,3}|[_-]?(?:value|hash|str|string|text|plain|encoded))?";
/** What stands between key and value: `=`, `:`, `=>`, with the quotes of the key before it. */
const EQUALS = "[\\\\\"'\\])]{0,4}\\s{0,3}(?<sign>:=|=>|=|:)\\s{0,3}";
/** A value in quotes, the quotes of JSON within a text included, or one up to a space or a separator. */
const VALUE = [
  '"(?<secret>(?:\\\\.|[^"\\\\\\r\\n])+)',
  "[bru]?'(?<secret>(?:\\\\.|[^'\\\\\\r\\n])+)",
  "`(?<secret>[^`\\r\\n]+)",
  '\\\\{1,3}"(?<secret>(?:(?!\\\\{1,3}")[^"\\r\\n])+)',
  "\\\\{1,3}'(?<secret>(?:(?!\\\\{1,3}')[^'\\r\\n])+)",
  "(?<secret>[^\\s\"'`;&,\\\\]*[^\\s\"'`;&,\\\\)\\]}>.:])",
];

/** Prose that follows "password:" in messages about passwords. */
const PROSE =
  /^(?:is|are|was|must|should|may|can(?:not|'t)?|could|has|have|will|does|did|do|not?|the|an?|for|from|of|to|in|on|by|with|without|and|or|missing|required|invalid|incorrect|wrong|expired|mismatch(?:ed)?|failed|failure|failing|error|denied|rejected|refused|unknown|too|cannot|unable|could|please|expected|provided|given|got|using|used|use|changed?|updated?|reset|field|value|new|old|current|user|username|login|auth\w*|length|min|max|at|least|weak|blank|empty|ok|success|\w+ing|\w+Error|\w+Exception)$/i;
/** A sentence about a password, as validation answers with it under the field's name. */
const SENTENCE =
  /\b(?:must|required|invalid|incorrect|should|cannot|at least|characters|does not|doesn't|too (?:short|long|weak)|match(?:es)?|missing|expired)\b/i;
/** What code looks like where a traceback prints it: `password=self.password`, `token=get_token()`, `key=os.environ[…]`. */
const CODE =
  /^(?:(?:self|this|os|process|env|environ|config|settings?|cfg|conf|args|kwargs|opts|options|params?|props|request|req|ctx|data|body|user|db|credentials?|secrets?|url|parsed)[.[?]|await$|new$|lambda\b|function\b|\(|\w{1,60}\(|[\w.]{1,60}\.(?:password|passwd|pwd|secret|token|key|get|read|value|env)\b)/i;

export const assignmentRules: Rule[] = [
  assignment("password", PASSWORD_KEYS, isPasswordValue),
  assignment("secret", SECRET_KEYS, isSecretValue),
  assignment("token", TOKEN_KEYS, isTokenValue),
  {
    kind: "password",
    pattern:
      /(?<![\w-])--?(?:[\w-]{0,30}(?:password|passwd|passphrase|secret|token|api-key|access-key))\s{1,3}["']?(?<secret>[^\s"'-][^\s"']{2,200})/dgi,
    head: HEADS,
    headIgnoresCase: true,
    isGuessable: true,
    isSecret: (found) => !isPlaceholder(found) && !isPath(found) && !PROSE.test(found) && /[^a-z]/.test(found),
  },
  {
    // https://www.postgresql.org/docs/current/sql-alterrole.html, and MySQL's IDENTIFIED BY
    kind: "password",
    pattern:
      /(?:password|identified\s{1,3}by|identified\s{1,3}with\s{1,3}\w{1,40}\s{1,3}by)\s{1,3}'(?<secret>(?:''|[^'\r\n]){1,500})'/dgi,
    head: HEADS,
    headIgnoresCase: true,
    isGuessable: true,
    isSecret: (found, match) => !isPlaceholder(found) && isSqlAbout(match),
  },
  {
    kind: "password",
    pattern:
      /<(?:\w{1,30}:)?\w{0,30}(?:password|passwd|secret|api_?key|token)\w{0,20}(?:\s[^<>]{0,200})?>(?<secret>[^<>\r\n]{1,500})<\//dgi,
    head: HEADS,
    headIgnoresCase: true,
    isGuessable: true,
    isSecret: (found) => !isPlaceholder(found.trim()) && !/\s/.test(found.trim()),
  },
];

function assignment(
  kind: string,
  keys: string,
  isValue: (value: string, isQuoted: boolean, sign: string) => boolean,
): Rule {
  return {
    kind,
    pattern: new RegExp(`(?:${keys})${ENDING}${EQUALS}(?:${VALUE.join("|")})`, "dgi"),
    head: HEADS,
    headIgnoresCase: true,
    isGuessable: kind === "password",
    isSecret: (found, match) => isValue(found, isQuoted(match), match.groups?.sign ?? "") && !isVerdict(found, match),
  };
}

function isQuoted({ input, indices }: RegExpExecArray): boolean {
  const [from] = indices?.groups?.secret ?? [0];
  return /["'`]/.test(input.charAt(from - 1));
}

function isPasswordValue(value: string, isQuoted: boolean, sign: string): boolean {
  if (isPlaceholder(value) || isPath(value) || /^passw(?:or)?d$|^pwd$/i.test(value)) return false;
  if (isQuoted) return !(value.includes(" ") && SENTENCE.test(value));
  if (CODE.test(value)) return false;
  return sign === "=" || !PROSE.test(value);
}

function isSecretValue(value: string, isQuoted: boolean, sign: string): boolean {
  if (!isPasswordValue(value, isQuoted, sign)) return false;
  if (/\s/.test(value)) return false;
  return sign === "=" || (isQuoted && value.length >= 8) ? !PROSE.test(value) : looksRandom(value);
}

function isTokenValue(value: string, isQuoted: boolean, sign: string): boolean {
  return isPasswordValue(value, isQuoted, sign) && !/\s/.test(value) && looksRandom(value);
}

/** Whether the statement before it makes or changes an account. */
function isSqlAbout({ input, index, 0: found }: RegExpExecArray): boolean {
  if (/^identified/i.test(found)) return true;
  return /\b(?:create|alter|set)\b[^;]{0,300}$/i.test(input.slice(Math.max(0, index - 300), index));
}
