import { createCutter, fitBytes } from "../cut.ts";
import { type Notice, noticeOf } from "../notice.ts";
import type { WebhookFormat } from "./format.ts";

const LIMITS = { bodyBytes: 32_000, textCharacters: 4000 } as const;
const MAX_LINES = 20;

/** A card, in one thread per incident. */
export const googleChat: WebhookFormat = {
  id: "google-chat",
  title: "Google Chat",
  why: "For a space that people read; each incident is a thread. https://developers.google.com/workspace/chat/quickstart/webhooks",
  limits: LIMITS,
  // 60 writes a minute in each space. https://developers.google.com/workspace/chat/limits
  messagesPerSecond: 1,
  render: ({ id, read }, webhook) => {
    const notice = noticeOf(read(), webhook);
    return {
      body: fitBytes(LIMITS.bodyBytes, (scale) => messageOf(notice, scale)),
      headers: { "content-type": "application/json; charset=UTF-8" },
      url: threaded(webhook.url, id),
    };
  },
};

/** `requestId` makes a repeated attempt the same message. */
function threaded(address: string, id: string): string {
  const url = new URL(address);
  url.searchParams.set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  url.searchParams.set("requestId", id);
  return url.href;
}

function messageOf(notice: Notice, scale: number): string {
  const cut = createCutter(scale);
  const paragraph = (text: string) => ({ textParagraph: { text: html(text) } });
  const lines = cut.list("changes", notice.lines, MAX_LINES).map((line) => cut.text("changes", line, 300));
  const widgets = [
    paragraph(cut.text("text", notice.text, LIMITS.textCharacters)),
    ...notice.facts.map(({ label, value }) => ({
      decoratedText: { topLabel: label, text: html(cut.text(label, value, 500)), wrapText: true },
    })),
    ...lines.map((line) => paragraph(`• ${line}`)),
    ...(notice.link === undefined
      ? []
      : [{ buttonList: { buttons: [{ text: notice.linkText, onClick: { openLink: { url: notice.link } } }] } }]),
  ];
  const header = { title: cut.text("title", notice.title, 300), subtitle: cut.text("kicker", notice.kicker, 300) };
  const left = [...notice.cut, ...cut.notes()];
  const notes =
    left.length === 0 ? [] : [paragraph(createCutter(scale).text("cut", `Shortened: ${left.join("; ")}`, 800))];
  return JSON.stringify({
    thread: { threadKey: `plumbline-${notice.key}` },
    fallbackText: `${header.subtitle}: ${header.title}`,
    cardsV2: [{ cardId: `plumbline-${notice.key}`, card: { header, sections: [{ widgets: [...widgets, ...notes] }] } }],
  });
}

/** Cards read a little HTML. */
function html(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "<br>");
}
