import type { Rule } from "../rule.ts";

/**
 * Tokens that say by their beginning whose they are: kind, how they begin, what follows. The beginning is a regular expression
 * and stands alone: no letter, digit or underscore goes before it.
 */
const TOKENS: readonly (readonly [kind: string, beginning: string, rest: string])[] = [
  ["google-api-key", "AIza", "[0-9A-Za-z_-]{35}"],
  ["google-oauth-token", "ya29\\.", "[0-9A-Za-z_.-]{20,}"],
  ["google-refresh-token", "1//0", "[0-9A-Za-z_-]{20,}"],
  ["google-client-secret", "GOCSPX-", "[0-9A-Za-z_-]{20,}"],
  ["google-hmac-key", "GOOG1E", "[A-Z0-9]{55}"],
  ["aws-access-key", "(?:AKIA|ASIA|ABIA|ACCA)", "[A-Z2-7]{16}(?![A-Za-z0-9])"],
  ["github-token", "gh[pousr]_", "[A-Za-z0-9]{30,}"],
  ["github-token", "github_pat_", "[A-Za-z0-9_]{22,}"],
  ["gitlab-token", "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-", "[0-9A-Za-z_.-]{20,}"],
  ["slack-token", "xox[abeoprs]-", "[0-9A-Za-z-]{10,}"],
  ["slack-token", "xapp-\\d-", "[0-9A-Za-z-]{10,}"],
  ["slack-webhook", "https://hooks\\.slack\\.com/(?:services|workflows|triggers)/", "[A-Za-z0-9/_-]{20,}"],
  ["discord-webhook", "https://(?:\\w+\\.)?discord(?:app)?\\.com/api/webhooks/", "\\d{10,}/[\\w-]{20,}"],
  ["teams-webhook", "https://[\\w-]+\\.webhook\\.office\\.com/webhookb2/", "[\\w@/-]{40,}"],
  ["stripe-key", "(?:sk|rk)_(?:live|test|prod)_", "[A-Za-z0-9]{10,}"],
  ["webhook-secret", "whs(?:ec|k)_", "[A-Za-z0-9+/=_-]{16,}"],
  ["twilio-key", "SK", "[0-9a-f]{32}(?![0-9A-Za-z])"],
  ["sendgrid-key", "SG\\.", "[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"],
  ["mailchimp-key", "", "[0-9a-f]{32}-us\\d{1,2}(?![0-9A-Za-z])"],
  ["mailgun-key", "key-", "[0-9a-f]{32}(?![0-9A-Za-z])"],
  ["npm-token", "npm_", "[A-Za-z0-9]{30,}"],
  ["pypi-token", "pypi-", "[A-Za-z0-9_-]{50,}"],
  ["rubygems-key", "rubygems_", "[0-9a-f]{40,}"],
  ["docker-token", "dckr_(?:pat|oat)_", "[A-Za-z0-9_-]{20,}"],
  ["model-api-key", "sk-(?:proj|svcacct|admin|ant|or|lf|None)-", "[A-Za-z0-9_-]{20,}"],
  ["model-api-key", "sk-", "(?=[a-zA-Z]*\\d)[A-Za-z0-9]{32,}"],
  ["hugging-face-token", "hf_", "[A-Za-z0-9]{30,}"],
  ["vault-token", "hv[sbr]\\.", "[A-Za-z0-9_-]{24,}"],
  ["databricks-token", "dapi", "[0-9a-f]{32}(?:-\\d)?(?![0-9A-Za-z])"],
  ["digitalocean-token", "do[opr]_v1_", "[0-9a-f]{64}"],
  ["shopify-token", "shp(?:at|ca|pa|ss)_", "[0-9a-fA-F]{32}"],
  ["telegram-token", "", "\\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"],
  ["square-token", "sq0(?:atp|csp|idp)-", "[A-Za-z0-9_-]{22,}"],
  ["grafana-token", "gl(?:sa|c)_", "[A-Za-z0-9+/=_]{30,}"],
  ["new-relic-key", "NR(?:AK|JS|II)-", "[A-Za-z0-9]{27,}"],
  ["postman-key", "PMAK-", "[0-9a-f]{24}-[0-9a-f]{34}"],
  ["atlassian-token", "AT[AC]TT3", "[A-Za-z0-9_=-]{40,}"],
  ["linear-key", "lin_(?:api|oauth)_", "[A-Za-z0-9]{30,}"],
  ["pulumi-token", "pul-", "[0-9a-f]{40}"],
  ["doppler-token", "dp\\.(?:pt|st|ct|sa|scim|audit)\\.", "[A-Za-z0-9.]{40,}"],
  ["supabase-key", "sb[p_](?:secret_|publishable_)?", "(?=[a-z_]*\\d)[A-Za-z0-9_-]{30,}"],
  ["terraform-token", "", "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,}"],
  ["azure-client-secret", "", "[A-Za-z0-9]{3}\\dQ~[A-Za-z0-9_.~-]{31,34}"],
  ["plumbline-token", "plb_", "[A-Za-z0-9]{36}(?![A-Za-z0-9])"],
];

/** What tokens without a beginning of their own are looked for by. */
const HEADS: Readonly<Record<string, string>> = {
  "mailchimp-key": "-us\\d",
  "telegram-token": ":AA",
  "terraform-token": "atlasv1",
  "azure-client-secret": "Q~",
};

export const vendorTokenRules: Rule[] = TOKENS.map(([kind, beginning, rest]) => ({
  kind,
  pattern: new RegExp(`(?<![A-Za-z0-9_])${beginning}${rest}`, "dg"),
  head: beginning === "" ? (HEADS[kind] ?? kind) : beginning === "SK" ? "SK[0-9a-f]{8}" : beginning,
}));
