/** Words that stand where a secret would stand, and are none. */
const WORDS =
  /^(?:null|nil|none|undefined|true|false|yes|no|empty|redacted|filtered|masked|hidden|removed|scrubbed|sanitized|secret_?here|unset|n\/a|string|str|text|bytes|number|int|object|char|varchar|required|optional)$/i;
const MASKED = /^[*•x.…_#-]+$/i;
/** `${NAME}`, `$NAME`, `{{name}}`, `{name}`, `%s`, `%(name)s`, `:name`, `?`, `<name>`, `[FILTERED]`, `<*>`. */
const TEMPLATE =
  /^(?:\$\{[^}]{0,200}\}?|\$\(?[A-Z_][A-Z0-9_]*\)?|\$\d+|\{\{.{0,200}|\{[\w.:!]{0,100}\}|%(?:\([\w.]{1,100}\))?[sdrvq]|:\w{1,60}|\?|<[^<>]{0,200}>?|\[[A-Za-z_ -]{1,60}\]?|\([A-Za-z_ -]{1,60}\)?)$/;

/** Whether a value is a mask, a variable's name or a word such as `none`: nothing that has to be hidden. */
export function isPlaceholder(value: string): boolean {
  return value === "" || WORDS.test(value) || MASKED.test(value) || TEMPLATE.test(value);
}
