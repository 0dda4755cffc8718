// Lines per second of redaction, and how many clean lines it touches. `node test/bench/redact.ts [FILE…]` (plain text or
// NDJSON entries, whose texts are taken).
import { readFileSync } from "node:fs";
import { redact } from "../../server/redact/redact.ts";

const files = process.argv.slice(2);
const lines = files
  .flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  )
  .map(textOf);

const startedAt = process.cpuUsage();
let touched = 0;
let characters = 0;
const shown: string[] = [];
for (const line of lines) {
  characters += line.length;
  const { text } = redact(line);
  if (text === line) continue;
  touched += 1;
  if (shown.length < 40) shown.push(text.slice(Math.max(0, text.indexOf("«") - 60), text.indexOf("«") + 60));
}
const { user, system } = process.cpuUsage(startedAt);
const seconds = (user + system) / 1e6;
process.stdout.write(`${shown.join("\n")}\n`);
process.stdout.write(
  `${lines.length} lines of ${Math.round(characters / lines.length)} characters, ${touched} touched, ${Math.round(lines.length / seconds)} lines per CPU second\n`,
);

/** The payload of an entry, the line itself where it is none. */
function textOf(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { textPayload, jsonPayload, protoPayload, httpRequest } = JSON.parse(line);
    return textPayload ?? JSON.stringify(jsonPayload ?? protoPayload ?? httpRequest ?? line);
  } catch {
    return line;
  }
}
