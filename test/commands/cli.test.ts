import { expect, test } from "vitest";
import { run } from "../lib/command.ts";

test.each([[["--help"]], [["help"]], [["-h"]], [["analyze", "--help"]], [["check", "schema", "-h"]]])(
  "%j tells what there is",
  async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^plumbline: incidents from Cloud Logging entries[\s\S]*plumbline config check/);
  },
);

test.each([
  [["analyse"], 'plumbline: "analyse" is not a command; plumbline --help lists them\n'],
  [["constructor"], 'plumbline: "constructor" is not a command; plumbline --help lists them\n'],
  [["analyze", "--fromat", "json"], "plumbline analyze: Unknown option '--fromat'. See plumbline --help.\n"],
  [
    ["config", "check", "--config"],
    "plumbline config check: Option '--config <value>' argument missing. See plumbline --help.\n",
  ],
])("%j is answered in one line that says what to do", async (args, said) => {
  expect(await run(args)).toEqual({ code: 2, stdout: "", stderr: said });
});
