import { parseArgs } from "node:util";
import { errorResponseSchema, REPORT_FORMATS } from "../../shared/api.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Command } from "../cli.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { writeResult } from "../lib/write-result.ts";

const OPTIONS = {
  format: { type: "string", default: "markdown" },
  out: { type: "string" },
  url: { type: "string" },
} as const;

const DEFAULT_URL = "http://127.0.0.1:8080";

/** `plumbline export INCIDENT-ID`: the report of an incident that a running server holds. */
export const exportCommand: Command = async (args, { stdout, stderr, env }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0) {
    throw new PlumblineError(
      "bad-input",
      `expected one incident id, got ${positionals.length}: it is in the address of the incident's page`,
    );
  }
  const format = REPORT_FORMATS.find((known) => known === values.format);
  if (format === undefined) {
    throw new PlumblineError(
      "bad-input",
      `--format is "${values.format}": expected one of ${REPORT_FORMATS.join(", ")}`,
    );
  }
  const base = baseOf(values.url ?? env.PLUMBLINE_URL ?? DEFAULT_URL);
  const body = await download(base, `api/v1/incidents/${encodeURIComponent(id)}/report?format=${format}`);
  await writeResult(body, values.out, stdout);
  if (values.out !== undefined)
    stderr.write(`plumbline: ${values.out}, ${body.length.toLocaleString("en-US")} bytes\n`);
  return 0;
};

function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new PlumblineError("bad-input", `--url is "${text}": expected an address such as ${DEFAULT_URL}`);
  }
  return new URL(url.pathname.endsWith("/") ? url : `${url.href}/`);
}

async function download(base: URL, path: string): Promise<Uint8Array> {
  const response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(MINUTE), redirect: "error" }).catch(
    (error: unknown) => {
      const reason = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
      throw new PlumblineError(
        "unreachable",
        `${base.origin} did not answer (${reason}): start the server with plumbline serve, or name it with --url`,
      );
    },
  );
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.ok) return bytes;
  throw new PlumblineError("unreachable", `${base.origin} answered ${response.status}: ${saidBy(bytes)}`);
}

function saidBy(bytes: Uint8Array): string {
  try {
    return errorResponseSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).error.message;
  } catch {
    return "this is not what Plumbline answers; is --url right?";
  }
}
