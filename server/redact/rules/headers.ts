import { Buffer } from "node:buffer";
import { isPlaceholder } from "../placeholder.ts";
import { looksRandom } from "../random-looking.ts";
import type { Rule } from "../rule.ts";

const SCHEMES =
  "Basic|Bearer|Digest|Token|ApiKey|AWS4-HMAC-SHA256|Negotiate|NTLM|GoogleLogin|SharedKey(?:Lite)?|Hawk|DPoP";

/** What is sent in the headers of requests and answers, as servers and clients print them. */
export const headerRules: Rule[] = [
  {
    kind: "authorization",
    pattern: new RegExp(
      `authorization[\\\\"']{0,4}\\s{0,3}[:=,]\\s{0,3}\\[?[\\\\"']{0,4}(?:(?:${SCHEMES})\\s+)(?<secret>[^\\r\\n"'\\\\]{1,4000})`,
      "dgi",
    ),
    head: "authorization",
    headIgnoresCase: true,
    isSecret: (found) =>
      !isPlaceholder(found.trim()) && !/^(?:token|header|scheme|auth\w*|credentials?)\b/i.test(found),
  },
  {
    kind: "authorization",
    pattern: /authorization[\\"']{0,4}\s{0,3}[:=,]\s{0,3}\[?[\\"']{0,4}(?<secret>[A-Za-z0-9._~+/=-]{12,4000})/dgi,
    head: "authorization",
    headIgnoresCase: true,
    isSecret: looksRandom,
  },
  {
    // https://www.rfc-editor.org/rfc/rfc6750
    kind: "bearer",
    pattern: /(?<![A-Za-z0-9])Bearer\s{1,3}(?<secret>[A-Za-z0-9._~+/=-]{12,})/dgi,
    head: "bearer\\s",
    headIgnoresCase: true,
    // Parameters of a challenge or of an answer are no token.
    isSecret: (found) => looksRandom(found) && !/^[a-z_]{1,40}=[^=]/i.test(found),
  },
  {
    // https://www.rfc-editor.org/rfc/rfc7617
    kind: "basic",
    pattern: /(?<![A-Za-z0-9])Basic\s{1,3}(?<secret>[A-Za-z0-9+/]{6,}={0,2})/dgi,
    head: "basic\\s",
    headIgnoresCase: true,
    isGuessable: true,
    isSecret: (found) =>
      /^[\x20-\x7e\u00a0-\uffff]*:[\x20-\x7e\u00a0-\uffff]*$/.test(Buffer.from(found, "base64").toString()),
  },
  {
    kind: "cookie",
    pattern:
      /cookie[\\"']{0,4}\s{0,3}[:=,]\s{0,3}\[?[\\"']{0,4}(?<secret>[\w!#$%&*+.^|~-]{1,200}=[^\r\n"'\\]{1,8000})/dgi,
    head: "cookie",
    headIgnoresCase: true,
    isSecret: (found) => !isPlaceholder(found.slice(found.indexOf("=") + 1).trim()),
  },
  {
    kind: "session",
    pattern:
      /(?<![A-Za-z0-9])(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid|laravel_session|[\w-]{0,30}session[_-]?id|(?:[\w-]{1,30}_)?session|sid)[\\"']{0,4}\s?[=:]\s?[\\"']{0,4}(?<secret>[A-Za-z0-9%._~+/-]{16,1000})/dgi,
    head: `(?:sess[\\w.-]{0,8}|sid)[\\\\"']{0,4}\\s?[=:]\\s?[\\\\"']{0,4}[A-Za-z0-9%._~+/-]{8}`,
    headIgnoresCase: true,
    isSecret: (found) => looksRandom(found) && !/^(?:0x|S-1-)/.test(found),
  },
];
