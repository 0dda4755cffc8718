import { parseArgs } from "node:util";
import { errorResponseSchema, REPORT_FORMATS } from "../../shared/api.ts";
import { reportVersionResponseSchema } from "../../shared/api-reports.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Command } from "../cli.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { writeResult } from "../lib/write-result.ts";
import { audienceOf, READING_OPTIONS, zoneOf } from "../reading-options.ts";

const OPTIONS = {
  format: { type: "string", default: "markdown" },
  out: { type: "string" },
  url: { type: "string" },
  version: { type: "string" },
  save: { type: "boolean", default: false },
  ...READING_OPTIONS,
} as const;

const DEFAULT_URL = "http://127.0.0.1:8080";

/**
 * `plumbline export INCIDENT-ID`: the report of an incident that a running server holds, as it is now or as a version that was
 * kept; `--save` keeps it first. A token is read from PLUMBLINE_TOKEN.
 */
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
  const [zone, audience, asked] = [zoneOf(values.zone), audienceOf(values.audience), versionOf(values.version)];
  if (values.save && asked !== undefined) {
    throw new PlumblineError(
      "bad-input",
      "--save keeps the report of now and --version names one that was kept: leave out one",
    );
  }
  const server = { base: baseOf(values.url ?? env.PLUMBLINE_URL ?? DEFAULT_URL), token: env.PLUMBLINE_TOKEN };
  const incident = `api/v1/incidents/${encodeURIComponent(id)}`;
  const version = values.save ? await save(server, incident, audience) : asked;
  if (values.save) stderr.write(`plumbline: kept as version ${version}\n`);
  const query = new URLSearchParams({
    format,
    ...(audience === undefined ? {} : { audience }),
    ...(zone === undefined ? {} : { zone }),
  });
  const path = version === undefined ? "report" : `reports/${version}`;
  const body = await ask(server, "GET", `${incident}/${path}?${query}`);
  await writeResult(body, values.out, stdout);
  if (values.out !== undefined)
    stderr.write(`plumbline: ${values.out}, ${body.length.toLocaleString("en-US")} bytes\n`);
  return 0;
};

type Server = { base: URL; token: string | undefined };

function versionOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new PlumblineError("bad-input", `--version is "${given}": expected the number of a version, such as 1`);
}

function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new PlumblineError("bad-input", `--url is "${text}": expected an address such as ${DEFAULT_URL}`);
  }
  return new URL(url.pathname.endsWith("/") ? url : `${url.href}/`);
}

/** Keeps the report of now, and gives the number of its version. */
async function save(server: Server, incident: string, audience: string | undefined): Promise<number> {
  const body = JSON.stringify(audience === undefined ? {} : { audience });
  const answer = await ask(server, "POST", `${incident}/reports`, body);
  return reportVersionResponseSchema.parse(JSON.parse(new TextDecoder().decode(answer))).version.number;
}

async function ask(server: Server, method: string, path: string, body?: string): Promise<Uint8Array> {
  const { origin } = server.base;
  const { response, bytes } = await send(server, method, path, body).catch((error: unknown) => {
    const reason = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
    throw new PlumblineError(
      "unreachable",
      `${origin} gave no whole answer (${reason}): start the server with plumbline serve, or name it with --url`,
    );
  });
  if (response.ok) return bytes;
  const hint = response.status === 401 ? " Put an API token into PLUMBLINE_TOKEN." : "";
  throw new PlumblineError("unreachable", `${origin} answered ${response.status}: ${saidBy(bytes)}${hint}`);
}

async function send({ base, token }: Server, method: string, path: string, body: string | undefined) {
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      ...(token === undefined || token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(MINUTE),
    redirect: "error",
  });
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
}

function saidBy(bytes: Uint8Array): string {
  try {
    return errorResponseSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).error.message;
  } catch {
    return "this is not what Plumbline answers; is --url right?";
  }
}
