import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ApiDeps } from "./api/deps.ts";
import type { Running } from "./app-deps.ts";
import { PlumblineError } from "./lib/errors.ts";
import { publicWords } from "./public-words.ts";
import { redactedReport } from "./redacted-report.ts";
import { compareReports } from "./report/compare.ts";
import { REPORT_FORMATS } from "./report-formats.ts";
import { ruleVersions } from "./rule-versions.ts";
import { storedDerivation } from "./stored-derivation.ts";

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** What the API does with reports: renders, keeps and compares them. */
export function appReports({
  pool,
  config,
  configured,
}: Pick<Running, "pool" | "config" | "configured">): ApiDeps["reports"] {
  return {
    render: async (format, analysis, { audience, zone, version, bundle }) => {
      const { render, mediaType, extension } = REPORT_FORMATS[format];
      if (format === "bundle" && audience !== "public" && version !== undefined) {
        if (bundle !== undefined) return { body: await unpack(bundle), mediaType, extension };
        throw new PlumblineError(
          "conflict",
          `What version ${version.number} was derived from was not there any more when it was saved: export json instead.`,
        );
      }
      const derivation = () => storedDerivation(pool, config(), analysis);
      const report = redactedReport({ analysis, derivation }, configured.redaction);
      const reading = {
        ...(zone === undefined ? {} : { zone }),
        ...(version === undefined ? {} : { version }),
        ...(audience === "public" ? { publicWords } : {}),
      };
      return { body: await render(report, reading), mediaType, extension };
    },
    pack: async (analysis) => {
      const derivation = () => storedDerivation(pool, config(), analysis);
      const report = redactedReport({ analysis, derivation }, configured.redaction);
      const bundle = await bundleOrNothing(() => REPORT_FORMATS.bundle.render(report, {}));
      return {
        analysis: report.analysis,
        bundle,
        rules: ruleVersions(),
        digest: createHash("sha256").update(JSON.stringify(report.analysis)).digest("hex"),
      };
    },
    compare: compareReports,
  };
}

/** The bundle, packed; undefined where what it would hold is not there any more. */
async function bundleOrNothing(render: () => Promise<string | Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await pack(await render());
  } catch (error) {
    if (error instanceof PlumblineError && error.code === "conflict") return undefined;
    throw error;
  }
}
