import { randomBytes } from "node:crypto";
import pg from "pg";
import { judge } from "../../server/checks/index.ts";
import { type InspectSettings, inspect } from "../../server/inspect/index.ts";
import type { Check, CheckKind, Question } from "../../shared/check.ts";
import { type Config, configSchema } from "../../shared/config.ts";

/** Environments as the configuration gives them, with every default. */
export function environments(list: unknown[]): Config["environments"] {
  return configSchema.parse({ environments: list }).environments;
}

/** The environment "staging" over one database. */
export function staging(url: string): Config["environments"] {
  return environments([{ name: "staging", database: { url } }]);
}

export function question(kind: CheckKind, target: string, params: Record<string, string> = {}): Question {
  return { id: `${kind}:staging:${target}`, kind, environment: "staging", target, params };
}

export const NOW = Date.parse("2026-03-01T12:00:00Z");

/** The checks that live systems answer the questions with. */
export async function ask(questions: Question[], settings: Partial<InspectSettings>): Promise<Check[]> {
  const observations = await inspect(questions, { environments: [], now: () => NOW, ...settings });
  return questions.map((one, index) => judge(one, observations[index]!));
}

/** The check for one question to staging. */
export async function check(
  url: string,
  kind: CheckKind,
  target: string,
  params: Record<string, string> = {},
): Promise<Check> {
  const [only] = await ask([question(kind, target, params)], { environments: staging(url) });
  return only!;
}

/** What decides, in one line: outcome and statement. */
export function gist({ outcome, statement }: Check): string {
  return `${outcome}: ${statement}`;
}

/** A role name that no other test uses. */
export function roleName(prefix = "app"): string {
  return `${prefix}_${randomBytes(4).toString("hex")}`;
}

/** The same address as another role. */
export function as(url: string, user: string, password: string): string {
  const address = new URL(url);
  address.username = user;
  address.password = password;
  return address.href;
}

/** An open session that the test ends. */
export async function session(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: applicationName });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
