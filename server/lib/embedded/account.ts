import { readFileSync, statSync } from "node:fs";
import { messageOf } from "../errors.ts";
import { embeddedFailure } from "./failure.ts";

/** Who runs the server, as spawn takes it; empty for the user who runs Plumbline. */
export type Account = { uid: number; gid: number } | Record<string, never>;

/** Accounts without rights of their own that PostgreSQL may run as, best first. */
const UNPRIVILEGED = ["postgres", "nobody"];

/**
 * The account for the server: our own, except for root, as whom PostgreSQL refuses to run. Root hands over to the owner
 * of an existing `directory`, else to `postgres` or `nobody`. Throws a PlumblineError where there is none, or where our
 * own user id has no name (initdb asks for one).
 */
export function findAccount(directory: string): Account {
  if (process.platform === "win32" || process.getuid === undefined) return {};
  const accounts = readAccounts();
  if (process.getuid() === 0) return ownerOf(directory) ?? unprivileged(accounts);
  const isNamed = process.platform !== "linux" || [...accounts.values()].some(({ uid }) => uid === process.getuid?.());
  if (isNamed) return {};
  throw embeddedFailure(
    `user id ${process.getuid()} has no line in /etc/passwd; start Plumbline as a user who has one`,
  );
}

/** Accounts of /etc/passwd by name. https://man7.org/linux/man-pages/man5/passwd.5.html */
function readAccounts(): Map<string, { uid: number; gid: number }> {
  try {
    const lines = readFileSync("/etc/passwd", "utf8").split("\n");
    const fields = lines.map((line) => line.split(":")).filter((parts) => parts.length >= 4);
    return new Map(fields.map((parts) => [parts[0] ?? "", { uid: Number(parts[2]), gid: Number(parts[3]) }]));
  } catch (error) {
    throw embeddedFailure(`/etc/passwd cannot be read (${messageOf(error)}); make it readable`, error);
  }
}

function ownerOf(directory: string): Account | undefined {
  const stat = statSync(directory, { throwIfNoEntry: false });
  return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid };
}

function unprivileged(accounts: Map<string, { uid: number; gid: number }>): Account {
  const name = UNPRIVILEGED.find((candidate) => (accounts.get(candidate)?.uid ?? 0) > 0);
  const account = name === undefined ? undefined : accounts.get(name);
  if (account !== undefined) return account;
  throw embeddedFailure("PostgreSQL does not run as root and there is no user postgres or nobody; add one (useradd)");
}
