import { randomBytes } from "node:crypto";
import pg from "pg";

/** The role that migrations run as. It owns its database and nothing else, and may make roles of no more rights than its own. */
export const SCRATCH_ROLE = "plumbline_migrator";
/** Extensions that any superuser would have made, and that reach neither files nor the network. */
const HARMLESS = ["autoinc", "earthdistance", "insert_username", "moddatetime", "pg_stat_statements", "refint"];
/** Databases that a server has from the beginning. */
const TAKEN = ["postgres", "template0", "template1"];
const DEFAULT_NAME = "scratch";

/** A database in which strangers' SQL runs; `admin` is a superuser's session in another database of the server. */
export type ScratchDatabase = { url: string; admin: pg.Client };

export type ScratchWishes = {
  /** What the live database is called, for migrations that name it. */
  name: string | undefined;
  /** Made first; the first one is where names without a schema go. */
  schemas: string[];
  /** Extensions that the migrations create. */
  extensions: string[];
};

/** The name that the scratch database gets for a live one's. */
export function scratchName(name: string | undefined): string {
  return name === undefined || TAKEN.includes(name) ? DEFAULT_NAME : name;
}

/**
 * Makes the database of `adminUrl`, which is empty, the scratch database, and its role: no superuser, so that COPY … PROGRAM, reading files of the server, untrusted languages and
 * extensions that reach the network are refused by PostgreSQL itself.
 */
export async function createScratchDatabase(adminUrl: string, wishes: ScratchWishes): Promise<ScratchDatabase> {
  const name = scratchName(wishes.name);
  const password = randomBytes(24).toString("hex");
  const admin = await connect(withDatabase(adminUrl, "postgres"));
  try {
    await admin.query(
      `create role ${SCRATCH_ROLE} login password '${password}' nosuperuser nocreatedb createrole noreplication nobypassrls`,
    );
    // Roles that it makes are its own to hand things to.
    await admin.query(`alter role ${SCRATCH_ROLE} set createrole_self_grant = 'set, inherit'`);
    await takeDatabase(admin, decodeURIComponent(new URL(adminUrl).pathname.slice(1)), name);
    await prepare(withDatabase(adminUrl, name), wishes);
  } catch (error) {
    await admin.end();
    throw error;
  }
  const url = new URL(withDatabase(adminUrl, name));
  url.username = SCRATCH_ROLE;
  url.password = password;
  return { url: url.href, admin };
}

/** The empty database that the server began with becomes the scratch database: making another takes a good part of a second. */
async function takeDatabase(admin: pg.Client, empty: string, name: string): Promise<void> {
  const [from, to] = [pg.escapeIdentifier(empty), pg.escapeIdentifier(name)];
  if (from !== to) await admin.query(`alter database ${from} rename to ${to}`);
  await admin.query(`alter database ${to} owner to ${SCRATCH_ROLE}`);
}

/** What is there before anything of a stranger's is: nothing that a superuser does can meet it. */
async function prepare(url: string, { schemas, extensions }: ScratchWishes): Promise<void> {
  const client = await connect(url);
  try {
    for (const extension of HARMLESS.filter((one) => extensions.includes(one))) {
      await client.query(`create extension if not exists ${pg.escapeIdentifier(extension)} cascade`);
    }
    for (const schema of schemas) {
      await client.query(`create schema if not exists ${pg.escapeIdentifier(schema)} authorization ${SCRATCH_ROLE}`);
    }
    if (schemas.length > 0) {
      const path = [...new Set([...schemas.slice(0, 1), "public"])]
        .map((schema) => pg.escapeIdentifier(schema))
        .join(", ");
      await client.query(`alter role ${SCRATCH_ROLE} set search_path = ${path}`);
    }
  } finally {
    await client.end();
  }
}

/** Makes a role that the migrations name and nobody created, without any right, and hands it to the migrations' role. */
export async function makeUpRole(admin: pg.Client, role: string): Promise<void> {
  await admin.query(`create role ${pg.escapeIdentifier(role)} nologin`);
  await admin.query(`grant ${pg.escapeIdentifier(role)} to ${SCRATCH_ROLE} with admin option`);
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: "plumbline replay" });
  // A session that ends between two statements is met by the next one; unheard, it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(database)}`;
  return address.href;
}
