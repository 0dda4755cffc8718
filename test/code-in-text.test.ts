import { expect, test } from "vitest";
import { codeInText } from "../shared/code-in-text.ts";

const TRAFFIC = "gcloud run services update-traffic api --region REGION --to-revisions api-00034=100";

test.each([
  [TRAFFIC, [TRAFFIC]],
  [`If the database is behind, go back: ${TRAFFIC}. If the column was dropped, wait.`, [TRAFFIC]],
  [`Lower the concurrency (${TRAFFIC}), or add instances.`, [TRAFFIC]],
  [
    "gcloud sql instances describe I --format 'value(state,settings.activationPolicy)': must be RUNNABLE.",
    ["gcloud sql instances describe I --format 'value(state,settings.activationPolicy)'"],
  ],
  [
    "Run `select 1` first, then gcloud sql operations list --instance I.",
    ["select 1", "gcloud sql operations list --instance I"],
  ],
  ["Look at .gcloudignore and at what gcloud, the tool, says.", []],
  ['curl -H "Authorization: Bearer $(gcloud auth print-identity-token)" URL', []],
  ["printf '%s' VALUE | gcloud secrets versions add SECRET --data-file=-", []],
  ["one ` too many, and gcloud run services list", ["gcloud run services list"]],
])("the code of %j is %j", (text, code) => {
  const parts = codeInText(text);
  expect(parts.filter(({ isCode }) => isCode).map((part) => part.text)).toEqual(code);
  expect(parts.map((part) => part.text).join("")).toBe(
    text.split("`").length % 2 === 0 ? text : text.replaceAll("`", ""),
  );
});

test("a long text without an end to its command is read in a moment", () => {
  const start = performance.now();
  codeInText(`gcloud${" 'a' b.c".repeat(20_000)}`);
  expect(performance.now() - start).toBeLessThan(1_000);
});
