import { isPlaceholder } from "../placeholder.ts";
import type { Rule } from "../rule.ts";

/** Secrets within addresses. */
export const addressRules: Rule[] = [
  {
    // user:password@host, the user may be empty (Redis). https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
    kind: "url-password",
    pattern:
      /[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@"'<>]{0,200}:(?<secret>[^\s/"'<>]{1,300}|[^\s"'<>@]{1,300})@(?=[\w[.%{$-])/dgi,
    head: ":\\/\\/[^\\s/:@\"'<>]{0,200}:[^\\s\"'<>]{1,300}?@",
    isGuessable: true,
    isSecret: (found) => !isPlaceholder(found) && !/^\d{1,5}$/.test(found) && !/^\d{1,5}\//.test(found),
  },
  {
    // A shared access signature. https://learn.microsoft.com/azure/storage/common/storage-sas-overview
    kind: "azure-signature",
    pattern: /[?&;]sig=(?<secret>[A-Za-z0-9%+/=_-]{20,200})/dgi,
    head: "[?&;]sig=",
    headIgnoresCase: true,
  },
];
