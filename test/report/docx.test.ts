import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { zip } from "../../server/lib/zip.ts";
import { docxParts } from "../../server/report/docx/package.ts";
import { visible } from "../../server/report/visible.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";
import { unzip } from "./lib/unzip.ts";

describe("a report as a Word document", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchBrowser();
    ({ page } = await openPage(browser));
  });
  afterAll(() => browser.close());

  test.each(Object.entries(HOSTILE))("is well-formed with %s text, which is text", async (_name, { text, marker }) => {
    const parts = unzip(zip(docxParts(hostileAnalysis(text))));
    expect([...parts.keys()]).toEqual([
      "[Content_Types].xml",
      "_rels/.rels",
      "docProps/core.xml",
      "word/document.xml",
      "word/_rels/document.xml.rels",
      "word/styles.xml",
      "word/numbering.xml",
      "word/settings.xml",
      "word/footer1.xml",
      "word/charts/chart1.xml",
    ]);
    for (const [path, xml] of parts) {
      const { fault, said } = await parseXml(page, xml);
      expect(fault, path).toBeNull();
      if (path !== "word/document.xml") continue;
      expect(said).toContain(marker);
      expect(said).toContain(visible(text).replace(/\n/g, "").slice(0, 1000));
    }
    expect(parts.get("word/_rels/document.xml.rels")).not.toMatch(/javascript|TargetMode/);
  });

  test("links to Logs Explorer, refers to nothing that is missing, and repeats the heads of tables", async () => {
    const analysis = hostileAnalysis("x");
    for (const group of analysis.incidents[0]?.groups ?? [])
      group.logsUrl = "https://console.cloud.google.com/logs/query;query=a%20b?project=p";
    const parts = unzip(zip(docxParts(analysis)));
    const document = parts.get("word/document.xml") ?? "";
    const relations = parts.get("word/_rels/document.xml.rels") ?? "";
    const used = [...document.matchAll(/r:id="([^"]+)"/g)].map(([, id]) => id);
    expect(used.filter((id) => !relations.includes(`Id="${id}"`))).toEqual([]);
    expect(relations).toContain(
      'Target="https://console.cloud.google.com/logs/query;query=a%20b?project=p" TargetMode="External"',
    );
    const styles = parts.get("word/styles.xml") ?? "";
    const styled = new Set([...document.matchAll(/w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"/g)].map(([, id]) => id));
    expect([...styled].filter((id) => !styles.includes(`w:styleId="${id}"`))).toEqual([]);
    expect(document.split("<w:tblHeader/>").length - 1).toBe(document.split('<w:tblStyle w:val="Report"/>').length - 1);
    expect(document).toContain('TOC \\o "1-1"');
  });

  test("is the same bytes each time", () => {
    const once = zip(docxParts(hostileAnalysis(HOSTILE.scripts.text)));
    expect(Buffer.compare(once, zip(docxParts(hostileAnalysis(HOSTILE.scripts.text))))).toBe(0);
  });
});

async function parseXml(page: Page, xml: string): Promise<{ fault: string | null; said: string }> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, "application/xml");
    return {
      fault: parsed.querySelector("parsererror")?.textContent ?? null,
      said: parsed.documentElement.textContent ?? "",
    };
  }, xml);
}
