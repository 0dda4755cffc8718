import { parseArgs } from "node:util";
import type { UnseenPart } from "../../shared/catalog.ts";
import type { DriftItem } from "../../shared/drift.ts";
import { compareCatalogs } from "../checks/drift/compare-catalogs.ts";
import { driftText } from "../checks/drift/drift-text.ts";
import { withoutIgnored } from "../checks/drift/ignore.ts";
import { SCRATCH_ROLE } from "../inspect/replay/scratch-database.ts";
import { messageOf } from "../lib/errors.ts";
import { comparable } from "../migrations/replay/comparable.ts";
import { type ComparedSide, isAddress, isDirectory, readSide } from "./check-side.ts";

const USAGE = `plumbline check schema --from URL|DIR --to URL|DIR [--format json|text] [--ignore PATTERN]... [--schema NAME]...

Compares the schemas of two PostgreSQL databases. Reads the catalogues only, in read-only transactions.
  --from, --to           postgres:// addresses; "missing" is in from and not in to, "extra" the other way round. A directory
                         of SQL migrations stands for the schema that they make: they are run in a scratch database on a
                         server that is started for it and thrown away
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
  const from = sideOf("--from", values.from);
  const to = sideOf("--to", values.to);
  return { from, to, format, ignore: values.ignore ?? [], schemas: values.schema };
}

/** What is given is never repeated in a message: an address can hold a password. */
function sideOf(option: string, given: string | undefined): string {
  if (given === undefined)
    throw new Error(`${option} is missing: give the address of a database, postgres://user@host:5432/name.`);
  if (isAddress(given) || isDirectory(given)) return given;
  throw new Error(
    `${option} is no database address and no directory: expected postgres://user:password@host:5432/name, or a directory of SQL migrations.`,
  );
}

async function compare(request: Request, io: Io): Promise<number> {
  const [from, to] = await Promise.all([
    readSide("--from", request.from, request.schemas),
    readSide("--to", request.to, request.schemas),
  ]);
  const drift = withoutIgnored(compareSides(from, to), request.ignore);
  const text = () => driftText(drift, { from: from.name, to: to.name });
  io.stdout.write(request.format === "json" ? `${JSON.stringify({ drift }, null, 2)}\n` : text());
  for (const note of [...(from.replayed?.notes ?? []), ...(to.replayed?.notes ?? [])]) {
    io.stderr.write(`plumbline check schema: ${note}\n`);
  }
  const unseen = [...unseenLines("--from", from.catalog.unseen), ...unseenLines("--to", to.catalog.unseen)];
  if (unseen.length > 0)
    couldNotLook(
      io,
      `some parts could not be read and are not compared: ${unseen.join("; ")}. Give the role SELECT on them, or use another role.`,
    );
  return drift.length > 0 ? 1 : unseen.length > 0 ? 2 : 0;
}

/** A side that migrations made says nothing of owners, of their tool's tables, or of what its server lacks. */
function compareSides(from: ComparedSide, to: ComparedSide): DriftItem[] {
  let [left, right] = [from.catalog, to.catalog];
  if (from.replayed !== undefined) {
    [left, right] = comparable(left, right, { ...from.replayed, role: SCRATCH_ROLE });
  }
  if (to.replayed !== undefined) [right, left] = comparable(right, left, { ...to.replayed, role: SCRATCH_ROLE });
  return compareCatalogs(left, right);
}

function unseenLines(option: string, unseen: UnseenPart[]): string[] {
  return unseen.map(({ part, reason }) => `${part} of ${option} (${reason})`);
}

/** One line, whatever the message holds. */
function couldNotLook(io: Io, message: string): 2 {
  io.stderr.write(`plumbline check schema: ${message.replace(/\s+/g, " ").trim()}\n`);
  return 2;
}
