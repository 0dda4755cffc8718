import { parseArgs } from "node:util";
import type { Catalog, UnseenPart } from "../../shared/catalog.ts";
import { SECOND } from "../../shared/time.ts";
import { driftText } from "../checks/drift/drift-text.ts";
import { withoutIgnored } from "../checks/drift/ignore.ts";
import { readAndCompare } from "../drift.ts";
import { messageOf } from "../lib/errors.ts";
import { type OpenedSnapshot, openSnapshot, type Snapshot } from "../lib/target-database.ts";

/** Limit of connecting and of reading one catalogue. */
const BUDGET_MS = 20 * SECOND;

const USAGE = `plumbline check schema --from URL --to URL [--format json|text] [--ignore PATTERN]... [--schema NAME]...

Compares the schemas of two PostgreSQL databases. Reads the catalogues only, in read-only transactions.
  --from URL, --to URL   postgres:// addresses; "missing" is in from and not in to, "extra" the other way round
  --format               text (default) or json: {"drift":[{"kind","schema","object","change","from","to"}]}
  --ignore PATTERN       leaves out what fits: public.audit_*, orders.note, comment:*, owner:*; can be repeated
  --schema NAME          compares this schema alone; can be repeated
Exit code 0: the same; 1: they differ; 2: could not look.
`;

type Io = { stdout: { write: (text: string) => unknown }; stderr: { write: (text: string) => unknown } };
type Request = { from: string; to: string; format: "json" | "text"; ignore: string[]; schemas: string[] | undefined };

/** `plumbline check schema` with the arguments after these two words: 0 the same, 1 drift, 2 could not look. */
export async function checkSchema(argv: string[], io: Io): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h")) {
    io.stdout.write(USAGE);
    return 0;
  }
  try {
    return await compare(readArguments(argv), io);
  } catch (error) {
    return couldNotLook(io, messageOf(error));
  }
}

function readArguments(argv: string[]): Request {
  const text = { type: "string" } as const;
  const list = { type: "string", multiple: true } as const;
  const options = { from: text, to: text, format: text, ignore: list, schema: list } as const;
  const { values } = parseArgs({ args: argv, options, strict: true });
  const format = values.format ?? "text";
  if (format !== "json" && format !== "text") {
    throw new Error(`--format is ${JSON.stringify(format)}: expected json or text.`);
  }
  const from = addressOf("--from", values.from);
  const to = addressOf("--to", values.to);
  return { from, to, format, ignore: values.ignore ?? [], schemas: values.schema };
}

/** The address is never repeated in a message: it can hold a password. */
function addressOf(option: string, given: string | undefined): string {
  if (given === undefined)
    throw new Error(`${option} is missing: give the address of a database, postgres://user@host:5432/name.`);
  if (!/^postgres(ql)?:\/\//.test(given)) {
    throw new Error(`${option} is no database address: expected postgres://user:password@host:5432/name.`);
  }
  return given;
}

async function compare(request: Request, io: Io): Promise<number> {
  const [from, to] = await Promise.all([open(request.from), open(request.to)]);
  try {
    const left = needed("--from", from);
    const right = needed("--to", to);
    const limits = request.schemas === undefined ? {} : { schemas: request.schemas };
    const comparison = await readAndCompare(left.client, right.client, limits);
    const drift = withoutIgnored(comparison.drift, request.ignore);
    const sides = { from: nameOf(left, comparison.from), to: nameOf(right, comparison.to) };
    io.stdout.write(request.format === "json" ? `${JSON.stringify({ drift }, null, 2)}\n` : driftText(drift, sides));
    const unseen = [...unseenLines("--from", comparison.from.unseen), ...unseenLines("--to", comparison.to.unseen)];
    if (unseen.length > 0)
      couldNotLook(
        io,
        `some parts could not be read and are not compared: ${unseen.join("; ")}. Give the role SELECT on them, or use another role.`,
      );
    return drift.length > 0 ? 1 : unseen.length > 0 ? 2 : 0;
  } finally {
    await Promise.all([close(from), close(to)]);
  }
}

function open(url: string): Promise<OpenedSnapshot> {
  return openSnapshot(url, { budgetMs: BUDGET_MS });
}

async function close(opened: OpenedSnapshot): Promise<void> {
  if (opened.ok) await opened.snapshot.close();
}

function needed(option: string, opened: OpenedSnapshot): Snapshot {
  if (opened.ok) return opened.snapshot;
  throw new Error(
    `${option}: ${opened.fault.reason}. Check the address and that the database can be reached from here.`,
  );
}

/** `orders on db1:5432, PostgreSQL 18` */
function nameOf(snapshot: Snapshot, catalog: Catalog): string {
  const { host, port } = snapshot.client;
  return `${snapshot.currentDatabase} on ${host}:${port}, PostgreSQL ${Math.floor(catalog.serverVersion / 10_000)}`;
}

function unseenLines(option: string, unseen: UnseenPart[]): string[] {
  return unseen.map(({ part, reason }) => `${part} of ${option} (${reason})`);
}

/** One line, whatever the message holds. */
function couldNotLook(io: Io, message: string): 2 {
  io.stderr.write(`plumbline check schema: ${message.replace(/\s+/g, " ").trim()}\n`);
  return 2;
}
