import { createCutter, fitBytes } from "../cut.ts";
import { type Notice, noticeOf } from "../notice.ts";
import type { WebhookFormat } from "./format.ts";

const LIMITS = { bodyBytes: 100_000, valueCharacters: 2000 } as const;

/** A text of your own in which names in double braces are filled in. */
export const template: WebhookFormat = {
  id: "template",
  title: "Template",
  why: "For every other receiver: {{title}} {{text}} {{kicker}} {{severity}} {{status}} {{key}} {{link}} {{at}} {{type}} {{id}} {{service}} {{environment}} {{changes}} {{cut}}. Values are escaped for the inside of a JSON string, of a form or of XML, as contentType says; any other text gets them as they are.",
  limits: LIMITS,
  render: ({ id, read }, webhook) => {
    const contentType = webhook.contentType ?? "application/json";
    const quoted = quotingOf(contentType);
    const event = read();
    const notice = noticeOf(event, webhook);
    const body = fitBytes(LIMITS.bodyBytes, (scale) => {
      const values = valuesOf(notice, id, event.type, scale);
      return (webhook.template ?? "").replace(/\{\{\s*([a-z]+)\s*\}\}/g, (whole, name: string) => {
        const value = values.get(name);
        return value === undefined ? whole : quoted(value);
      });
    });
    return { body, headers: { "content-type": contentType } };
  },
};

/** How a value is written so that it can't leave its place. */
function quotingOf(contentType: string): (value: string) => string {
  if (/json/i.test(contentType)) return (value) => JSON.stringify(value).slice(1, -1);
  if (/x-www-form-urlencoded/i.test(contentType)) return (value) => encodeURIComponent(value.toWellFormed());
  if (/xml|html/i.test(contentType)) return (value) => value.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return String;
}

function valuesOf(notice: Notice, id: string, type: string, scale: number): Map<string, string> {
  const cut = createCutter(scale);
  const fact = (label: string) => notice.facts.find((one) => one.label === label)?.value ?? "";
  const { title, text, kicker, severity, status, key, link = "", at, lines } = notice;
  const given = { title, text, kicker, severity, status, key, link, at, type, id, changes: lines.join("; ") };
  const values = Object.entries({ ...given, service: fact("Service"), environment: fact("Environment") }).map(
    ([name, value]): [string, string] => [name, cut.text(name, value, LIMITS.valueCharacters)],
  );
  return new Map([...values, ["cut", [...notice.cut, ...cut.notes()].join("; ")]]);
}
