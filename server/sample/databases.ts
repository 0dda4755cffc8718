import pg from "pg";
import { SCHEMA_REVISIONS } from "./story.ts";

/** What both databases have. */
const COMMON = `
create table users (id text primary key, email text not null, is_active boolean not null default true);
insert into users (id, email) values ('system', 'system@example.com'), ('ada', 'ada@example.com');
create table agents (id bigint generated always as identity primary key, name text not null unique, owner text not null references users (id));
create table alembic_version (version_num varchar(32) primary key);
insert into alembic_version values ('${SCHEMA_REVISIONS[0]}');
`;

/** What the second revision adds: production has it, staging only after the fix. */
const SECOND_REVISION = `
create table if not exists mcp_external_servers (
  id bigint generated always as identity primary key,
  name text not null unique,
  url text not null,
  added_at timestamptz not null default now()
);
create index if not exists mcp_external_servers_added_at on mcp_external_servers (added_at);
update alembic_version set version_num = '${SCHEMA_REVISIONS[1]}';
`;

export type SampleDatabases = { staging: string; production: string };

/** Makes the two sample databases anew beside the one at `url`. Throws where that user may not create databases. */
export async function createSampleDatabases(url: string): Promise<SampleDatabases> {
  const addresses = sampleDatabaseUrls(url);
  await dropSampleDatabases(url);
  await onDatabase(url, async (client) => {
    for (const name of namesBeside(url)) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  });
  await onDatabase(addresses.staging, (client) => client.query(COMMON));
  await onDatabase(addresses.production, (client) => client.query(COMMON + SECOND_REVISION));
  return addresses;
}

/** The addresses of the sample databases, whether they exist or not. */
export function sampleDatabaseUrls(url: string): SampleDatabases {
  const [staging, production] = namesBeside(url).map(
    (name) => Object.assign(new URL(url), { pathname: `/${encodeURIComponent(name)}` }).href,
  );
  if (staging === undefined || production === undefined) throw new Error("there are two sample databases");
  return { staging, production };
}

export async function dropSampleDatabases(url: string): Promise<void> {
  await onDatabase(url, async (client) => {
    for (const name of namesBeside(url)) {
      await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    }
  });
}

/** Applies the migration that staging lacks. */
export async function migrateStaging(url: string): Promise<void> {
  await onDatabase(sampleDatabaseUrls(url).staging, (client) => client.query(SECOND_REVISION));
}

async function onDatabase(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "plumbline-sample",
    connectionTimeoutMillis: 5000,
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** The names begin with the store's own, so that two stores on one server have a sample each. */
function namesBeside(url: string): string[] {
  const own = decodeURIComponent(new URL(url).pathname.slice(1)) || "plumbline";
  return ["staging", "production"].map((name) => `${own.slice(0, 40)}_sample_${name}`);
}
