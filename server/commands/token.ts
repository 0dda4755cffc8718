import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Pool } from "pg";
import { type TokenRequest, type TokenView, tokenRequestSchema } from "../../shared/api-access.ts";
import { SCOPES } from "../../shared/auth-config.ts";
import { DAY } from "../../shared/time.ts";
import { hashOf, hintOf, makeToken } from "../access/api-token.ts";
import type { Command, CommandIo } from "../cli.ts";
import { PlumblineError } from "../lib/errors.ts";
import { withOwnStore } from "../own-store.ts";
import { readSettings } from "../settings.ts";
import { addAuditRow } from "../store/audit.ts";
import { insertToken, listTokens, revokeToken } from "../store/tokens.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OPTIONS = {
  name: { type: "string" },
  scope: { type: "string", multiple: true },
  days: { type: "string" },
  environment: { type: "string", multiple: true },
  data: { type: "string" },
} as const;

/** `plumbline token create --name NAME --scope SCOPE… [--environment E…] [--days N]`: prints a new token, once. */
export const tokenCreate: Command = async (args, io) => {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { name, scopes, days, environments } = readRequest(values);
  const token = makeToken();
  await onStore(io, values.data, async (pool) => {
    const at = Date.now();
    const secret = { hash: hashOf(token), hint: hintOf(token) };
    const kept = { name, scopes, environments, ...secret, createdBy: "command line", createdAt: at };
    await insertToken(pool, { ...kept, expiresAt: at + days * DAY });
    await note(pool, "token create", name, at);
  });
  io.stdout.write(`${token}\n`);
  const where = environments === undefined ? "" : ` in ${environments.join(", ")}`;
  io.stderr.write(
    `plumbline: "${name}" may ${scopes.join(", ")}${where} for ${days} days; the token is not shown again\n`,
  );
  return 0;
};

/** `plumbline token list`: what tokens there are, one a line, newest first. */
export const tokenList: Command = async (args, io) => {
  const { values } = parseArgs({ args, options: { data: OPTIONS.data } });
  const tokens = await onStore(io, values.data, listTokens);
  for (const token of tokens) io.stdout.write(`${lineOf(token, Date.now())}\n`);
  return 0;
};

/** `plumbline token revoke ID`: ends a token for good. */
export const tokenRevoke: Command = async (args, io) => {
  const { values, positionals } = parseArgs({ args, options: { data: OPTIONS.data }, allowPositionals: true });
  const [id] = positionals;
  if (id === undefined)
    throw new PlumblineError("bad-input", "no token was named: give its id, as token list shows it");
  const token = await onStore(io, values.data, async (pool) => {
    const at = Date.now();
    const revoked = await revokeToken(pool, id, at);
    await note(pool, "token revoke", revoked.name, at);
    return revoked;
  });
  io.stdout.write(`${lineOf(token, Date.now())}\n`);
  return 0;
};

function readRequest(values: {
  name?: string | undefined;
  scope?: string[] | undefined;
  days?: string | undefined;
  environment?: string[] | undefined;
}): TokenRequest {
  const days = values.days === undefined ? {} : { days: Number(values.days) };
  const parsed = tokenRequestSchema.safeParse({
    ...{ name: values.name, scopes: values.scope, ...days },
    ...(values.environment === undefined ? {} : { environments: values.environment }),
  });
  if (parsed.success) return parsed.data;
  throw new PlumblineError(
    "bad-input",
    `expected --name NAME, one or more --scope of ${SCOPES.join(", ")}, --days from 1 to 366 (default 90), and with incidents:read and incidents:write alone any number of --environment NAME`,
  );
}

function onStore<T>(
  { env, stderr }: CommandIo,
  data: string | undefined,
  work: (pool: Pool) => Promise<T>,
): Promise<T> {
  const { databaseUrl, dataDirectory } = readSettings(env, data === undefined ? [] : ["--data", data], ROOT);
  const say = (line: string) => void stderr.write(`plumbline: ${line}\n`);
  return withOwnStore({ databaseUrl, dataDirectory, say }, work);
}

async function note(pool: Pool, action: string, target: string, at: number): Promise<void> {
  const row = { who: "command line", method: "operator", address: null, outcome: "done", detail: null } as const;
  await addAuditRow(pool, { ...row, at, action, target });
}

function lineOf(
  { id, name, hint, scopes, environments, expiresAt, lastUsedAt, revokedAt }: TokenView,
  now: number,
): string {
  const where = environments === null ? "" : ` in ${environments.join(",")}`;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  const state =
    revokedAt !== null ? `revoked ${revokedAt}` : `${isOver ? "expired" : "until"} ${expiresAt ?? "revoked"}`;
  return `${id}  ${hint}  ${name}  ${scopes.join(",")}${where}  ${state}  last used ${lastUsedAt ?? "never"}`;
}
