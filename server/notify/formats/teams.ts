import { type Cutter, createCutter, fitBytes } from "../cut.ts";
import { type Notice, noticeOf } from "../notice.ts";
import type { WebhookFormat } from "./format.ts";

/** 28 KB, of which the flow itself needs some. */
const LIMITS = { bodyBytes: 27_000, textCharacters: 4000 } as const;
const MAX_LINES = 20;

/** An adaptive card for the flow “Post to a channel when a webhook request is received”. */
export const teams: WebhookFormat = {
  id: "teams",
  title: "Microsoft Teams Workflows",
  why: "For a channel that people read. The address of the flow holds its own key: treat it as a secret. https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using",
  limits: LIMITS,
  messagesPerSecond: 4,
  render: ({ read }, webhook) => {
    const notice = noticeOf(read(), webhook);
    const body = fitBytes(LIMITS.bodyBytes, (scale) =>
      JSON.stringify({
        type: "message",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            contentUrl: null,
            content: cardOf(notice, createCutter(scale)),
          },
        ],
      }),
    );
    return { body, headers: { "content-type": "application/json" } };
  },
};

function cardOf(notice: Notice, cut: Cutter) {
  const block = (what: string, text: string, limit: number, style: Record<string, unknown> = {}) => {
    return { type: "TextBlock", text: markdown(cut.text(what, text, limit)), wrap: true, ...style };
  };
  const facts = notice.facts.map(({ label, value }) => ({
    title: label,
    value: markdown(cut.text(label, value, 500)),
  }));
  const body = [
    block("kicker", notice.kicker, 300, { isSubtle: true }),
    block("title", notice.title, 300, { weight: "Bolder", size: "Medium", color: colorOf(notice) }),
    block("text", notice.text, LIMITS.textCharacters),
    ...(facts.length === 0 ? [] : [{ type: "FactSet", facts }]),
    ...cut.list("changes", notice.lines, MAX_LINES).map((line) => block("changes", line, 300)),
  ];
  const left = [...notice.cut, ...cut.notes()];
  const notes = left.length === 0 ? [] : [block("cut", `Shortened: ${left.join("; ")}`, 800, { isSubtle: true })];
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [...body, ...notes],
    ...(notice.link === undefined
      ? {}
      : { actions: [{ type: "Action.OpenUrl", title: notice.linkText, url: notice.link }] }),
  };
}

function colorOf({ severity, status }: Notice): string {
  if (status === "resolved") return "Good";
  if (severity === "critical" || severity === "high") return "Attention";
  return severity === "medium" ? "Warning" : "Default";
}

/** Cards read a part of Markdown: what a stranger wrote must not become a link or a list. */
function markdown(text: string): string {
  return text.replace(/[\\*_[\]()#`~<>]/g, (mark) => `\\${mark}`);
}
