import { expect, test } from "vitest";
import { createRedact } from "../../server/redact/redact.ts";
import { NEGATIVE } from "./negative.ts";
import { POSITIVE } from "./positive.ts";

const redact = createRedact({ email: true, ip: true, key: "k" });
const SIZE = 50_000;

/** Beginnings over and over, what almost matches, and one character repeated. */
const PIECES = [
  "-----BEGIN PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAA\n",
  "-----BEGIN A PRIVATE KEY-----x-",
  "eyJaaaaaaaa.",
  "eyJaaaaaaaa",
  "a://",
  "a://b:",
  "a://b:c",
  "://:",
  "a+.-",
  "password",
  "password=",
  'password="',
  "password='\\",
  'password=\\"',
  "password \\\\\\",
  "password: [",
  "pass ",
  "PASS: ",
  "PASS: tests-",
  "PASS: aa-ab-",
  "PASS: 1 ",
  "secret_",
  "access_key ",
  "token=",
  "token=)",
  "signature",
  "authorization: Basic ",
  'authorization:["',
  "Bearer ",
  "Basic AAAA",
  "cookie: a",
  "cookie: a=",
  "session_",
  "a_session",
  "sid=",
  "--a-",
  "-a-token ",
  "--token a",
  "identified by '",
  "password '",
  "alter password ''",
  "<a:password ",
  "<password>",
  "<tokentoken",
  "sk-",
  "sk-a",
  "SG.aaaaaaaaaaaaaaaa",
  "4111 ",
  "4111",
  "DE89 ",
  "AA00AAAA",
  "a@b.",
  "a@a",
  "1.2.3.",
  "a:",
  "::",
  "«redacted:",
  "«redacted:password:00000000»",
  "x",
  "_",
  "-",
  "/",
  ".",
  "=",
  " ",
  "\n",
  "\\",
  '"',
  "0",
  "A",
  "é",
];

test.each(PIECES)("%j over and over, 50 kB of it, is read in less than half a second", (piece) => {
  const text = piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE);
  for (const before of ["", "password=", "cookie: a=", "a://b:", "Bearer "]) {
    const startedAt = process.cpuUsage();
    redact(before + text);
    const { user } = process.cpuUsage(startedAt);
    expect(user / 1000, before).toBeLessThan(500);
  }
});

test("all cases in one text of 50 kB are read in less than two seconds", () => {
  const all = [...POSITIVE.map(([, line]) => line), ...NEGATIVE].join("\n");
  const startedAt = process.cpuUsage();
  redact(all.repeat(Math.ceil(SIZE / all.length)).slice(0, SIZE));
  expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(2000);
});
