import type { Rule } from "../rule.ts";

const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

/** What tells who a person is; hidden only where the configuration asks for it. */
export const personalRules: Rule[] = [
  {
    kind: "email",
    pattern: /(?<![\w.+%-])[\w.+%-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/dg,
    head: "@|%40",
    isGuessable: true,
    setting: "email",
  },
  {
    kind: "ip",
    pattern: new RegExp(`(?<![\\w.])${OCTET}(?:\\.${OCTET}){3}(?![\\w]|\\.\\d)`, "dg"),
    head: "\\d\\.\\d{1,3}\\.",
    isGuessable: true,
    setting: "ip",
  },
  {
    kind: "ip",
    pattern: /(?<![\w:.])(?:[0-9a-fA-F]{1,4}:){1,7}(?::|[0-9a-fA-F]{1,4})(?:[0-9a-fA-F]{0,4}:?){0,7}(?![\w:])/dg,
    head: "[0-9a-fA-F]:[0-9a-fA-F:]",
    isGuessable: true,
    setting: "ip",
    isSecret: isIpv6,
  },
];

/** Eight groups, or fewer around one `::`; times of day have no more than three. https://www.rfc-editor.org/rfc/rfc4291#section-2.2 */
function isIpv6(text: string): boolean {
  const groups = text.split(":");
  const isShort = text.indexOf("::") >= 0 && text.indexOf("::") === text.lastIndexOf("::");
  if (groups.some((group) => group.length > 4)) return false;
  return isShort ? groups.length <= 9 && /[0-9a-fA-F]{2}/.test(text) : groups.length === 8 && !groups.includes("");
}
