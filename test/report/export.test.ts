import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replay } from "../../server/bundle.ts";
import { readBundle } from "../../server/read-bundle.ts";
import { incidentsResponseSchema, REPORT_FORMATS } from "../../shared/api.ts";
import { run } from "../lib/command.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

describe("plumbline export", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-export-"));
  let app: RunningApp;
  let id: string;

  beforeAll(async () => {
    app = await startRunningApp();
    id = await eventually(
      async () => incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body).incidents[0]?.id,
    );
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const starts = {
    markdown: "# GET /api/mcp/servers fails with 500",
    html: "<!doctype html>",
    pdf: "%PDF-1.7",
    docx: "PK\u0003\u0004",
    json: '{\n  "schema": "plumbline.analysis/v1"',
    csv: "\ufefftime_utc,",
    bundle: '{"schema":"plumbline.bundle/v1"',
  };

  test.each(REPORT_FORMATS)("gets the report as %s from a running server", async (format) => {
    const out = join(folder, `report.${format}`);
    const { code, stderr } = await run(["export", id, "--format", format, "--out", out, "--url", app.url]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/ bytes\n$/) });
    expect(readFileSync(out, "utf8").startsWith(starts[format])).toBe(true);
  });

  test("gets a bundle that derives the incident again, with what people said about it", async () => {
    const step = await app.call("GET", `/incidents/${id}`);
    const stepId = (step.body as { incident: { remediation: { steps: { id: string }[] } } }).incident.remediation
      .steps[0]?.id;
    await app.call("PATCH", `/incidents/${id}/steps/${stepId}`, { owner: "Ada", status: "in-progress" });
    const out = join(folder, "edited.json");
    await run(["export", id, "--format", "bundle", "--out", out, "--url", app.url]);

    const bundle = await readBundle(out);

    if (bundle === undefined) throw new Error("this is no bundle");
    const again = await replay(bundle);
    expect(JSON.stringify(again)).toBe(JSON.stringify(bundle.analysis));
    expect(again.incidents).toHaveLength(1);
    expect(again.incidents[0]).toMatchObject({ id, rootCause: { family: "config.pool-class-mismatch" } });
    expect(again.incidents[0]?.remediation.steps[0]).toMatchObject({ owner: "Ada", status: "in-progress" });
  });

  test("keeps a version and gets it again, for readers outside and in their zone", async () => {
    const out = join(folder, "version.md");
    const kept = await run(["export", id, "--save", "--zone", "europe/berlin", "--out", out, "--url", app.url]);
    expect(kept).toMatchObject({ code: 0, stderr: expect.stringMatching(/^plumbline: kept as version 1\n/) });
    expect(readFileSync(out, "utf8")).toMatch(
      /Version 1, draft, not final, internal: saved by Operator at .*Europe\/Berlin/,
    );
    const { stdout } = await run(["export", id, "--version", "1", "--audience", "public", "--url", app.url]);
    expect(stdout).toMatch(/^# Requests failed: Pool class/);
    expect(stdout).not.toMatch(/agent-gateway|mcp_external_servers|QueuePool/);
    const again = await run(["export", id, "--version", "1", "--audience", "public", "--url", app.url]);
    expect(again.stdout).toBe(stdout);
  });

  test("gets a version's bundle, which derives that version byte for byte", async () => {
    await run(["export", id, "--save", "--out", join(folder, "kept.md"), "--url", app.url]);
    const [bundle, json] = await Promise.all(
      ["bundle", "json"].map((format) => run(["export", id, "--version", "1", "--format", format, "--url", app.url])),
    );
    const derived = await run(["analyze", "-"], { stdin: bundle?.stdout ?? "" });
    expect(derived.stderr).toContain("with the same rules: the report reads the same");
    expect(derived.stdout === json?.stdout).toBe(true);
  });

  test.each([
    [[], /expected one incident id, got 0/],
    [["a", "b"], /expected one incident id, got 2/],
    [["none", "--format", "docm"], /--format is "docm": expected one of markdown, html, pdf/],
    [
      ["none", "--zone", "Mars/Olympus"],
      /--zone is "Mars\/Olympus": expected an IANA time zone such as Europe\/Berlin/,
    ],
    [["none", "--audience", "all"], /--audience is "all": expected one of internal, public/],
    [["none", "--version", "last"], /--version is "last": expected the number of a version, such as 1/],
    [["none", "--version", "1", "--save"], /leave out one/],
    [["none", "--url", "ftp://x"], /--url is "ftp:\/\/x": expected an address such as http/],
    [["none", "--url", "http://127.0.0.1:9"], /http:\/\/127\.0\.0\.1:9 gave no whole answer \(.+\): start the server/],
  ])("says what is wrong with %j", async (args, words) => {
    const { code, stdout, stderr } = await run(["export", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(words);
  });

  test("says in one line that an answer ended in the middle", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("# Half", () => response.destroy());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const { code, stdout, stderr } = await run(["export", "some", "--url", `http://127.0.0.1:${port}`]);
    server.close();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^plumbline export: http:\/\/127\.0\.0\.1:\d+ gave no whole answer \(.+\): start the server .+\n$/,
    );
  });

  test("says that there is no such incident", async () => {
    const { code, stderr } = await run(["export", "none", "--url", app.url]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/answered 404: There is no incident none\./);
  });
});
