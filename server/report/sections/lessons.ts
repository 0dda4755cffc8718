import type { Incident } from "../../../shared/incident.ts";
import { LESSONS, type Lesson } from "../../../shared/people.ts";
import { type Block, type HeadingLevel, text } from "../document.ts";
import { mark, wordOf, writtenBlocks } from "../people.ts";

const QUESTIONS = {
  "lessons-well": "What went well",
  "lessons-wrong": "What went wrong",
  "lessons-lucky": "Where we were lucky",
} as const satisfies Record<Lesson, string>;

/** What people learned, which only they know: each question under a heading of that level once one is answered, the open questions before that. */
export function lessonBlocks(incident: Incident, level: HeadingLevel): Block[] {
  if (LESSONS.every((lesson) => wordOf(incident, lesson) === undefined)) {
    return [
      { kind: "paragraph", text: text("To be filled in by the people who worked on the incident.") },
      { kind: "facts", rows: LESSONS.map((lesson) => ({ name: QUESTIONS[lesson], text: text("…") })) },
    ];
  }
  return LESSONS.flatMap((lesson) => {
    const word = wordOf(incident, lesson);
    const blocks: Block[] =
      word === undefined
        ? [{ kind: "paragraph", text: text("Not filled in yet.") }]
        : [...writtenBlocks(word), { kind: "paragraph", text: [mark(word)] }];
    return [{ kind: "heading", level, text: QUESTIONS[lesson] } satisfies Block, ...blocks];
  });
}
