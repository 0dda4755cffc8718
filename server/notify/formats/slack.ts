import { type Cutter, createCutter } from "../cut.ts";
import { type Notice, noticeOf } from "../notice.ts";
import type { WebhookFormat } from "./format.ts";

/** `totalCharacters` is a limit that Slack does not publish: messages of 11,341 were refused, of 9,597 taken. */
const LIMITS = {
  bodyBytes: 100_000,
  blocks: 50,
  headerCharacters: 150,
  sectionCharacters: 3000,
  fields: 10,
  fieldCharacters: 2000,
  totalCharacters: 9000,
} as const;

const MAX_LINES = 12;

/** Block Kit, with a text for notifications and screen readers. */
export const slack: WebhookFormat = {
  id: "slack",
  title: "Slack incoming webhook",
  why: "For a channel that people read. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
  limits: LIMITS,
  // https://docs.slack.dev/apis/web-api/rate-limits
  messagesPerSecond: 1,
  render: ({ read }, webhook) => {
    const notice = noticeOf(read(), webhook);
    return {
      body: fitCharacters((scale) => messageOf(notice, scale)),
      headers: { "content-type": "application/json" },
    };
  },
};

/** The first rendering below the limit of characters, which is what Slack counts. */
function fitCharacters(render: (scale: number) => string): string {
  for (let scale = 1; ; scale /= 2) {
    const body = render(scale);
    if (body.length <= LIMITS.totalCharacters || scale < 1 / 1024) return body;
  }
}

function messageOf(notice: Notice, scale: number): string {
  const cut = createCutter(scale);
  const lines = cut.list("changes", notice.lines, MAX_LINES);
  const fields = cut.list("facts", notice.facts, LIMITS.fields).map(({ label, value }) => {
    return mrkdwnObject(`*${label}*\n${mrkdwn(cut, label, value, 300)}`);
  });
  const blocks = [
    { type: "header", text: { type: "plain_text", text: cut.text("title", notice.title, LIMITS.headerCharacters) } },
    section(mrkdwn(cut, "text", notice.text, LIMITS.sectionCharacters)),
    ...(fields.length === 0 ? [] : [{ type: "section", fields }]),
    ...(lines.length === 0 ? [] : [section(lines.map((line) => `• ${mrkdwn(cut, "changes", line, 230)}`).join("\n"))]),
    ...(notice.link === undefined
      ? []
      : [section(`<${notice.link.replace(/[|<>]/g, encodeURIComponent)}|${notice.linkText}>`)]),
  ];
  const text = mrkdwn(cut, "text", `${notice.kicker}: ${notice.title}`, 400);
  const left = [...notice.cut, ...cut.notes()];
  const notes =
    left.length === 0 ? [] : [context(`Shortened: ${mrkdwn(createCutter(scale), "cut", left.join("; "), 600)}`)];
  return JSON.stringify({
    text,
    // What strangers wrote is not fetched for a preview either.
    unfurl_links: false,
    unfurl_media: false,
    blocks: [...blocks, context(mrkdwn(cut, "kicker", notice.kicker, 300)), ...notes],
  });
}

function section(text: string) {
  return { type: "section", text: mrkdwnObject(text) };
}

function context(text: string) {
  return { type: "context", elements: [mrkdwnObject(text)] };
}

/** `verbatim`: addresses and names in it are not made into links. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
function mrkdwnObject(text: string) {
  return { type: "mrkdwn", text, verbatim: true };
}

/** Plain text as mrkdwn, at most `limit` characters of it. */
function mrkdwn(cut: Cutter, what: string, text: string, limit: number): string {
  let [length, room] = [0, 0];
  for (const character of text) {
    length += escaped(character).length;
    if (length > limit - 1) return escaped(cut.text(what, text, room));
    room += character.length;
  }
  return escaped(cut.text(what, text, limit));
}

/**
 * A zero-width space keeps formatting marks from being read.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function escaped(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[*_~`]/g, (mark) => `\u200b${mark}`);
}
