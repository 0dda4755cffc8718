import type { Incident } from "../../shared/incident.ts";
import type { PersonsWord } from "../../shared/people.ts";
import { formatCount } from "../../shared/words.ts";
import type { Block, Inline, ListItem } from "./document.ts";
import { moment } from "./phrases.ts";

/** What a person wrote into that field of the incident; undefined where nobody did. */
export function wordOf({ people = [] }: Incident, field: string): PersonsWord | undefined {
  return people.find((word) => word.field === field);
}

/** ` (edited by Ada at 2026-03-01 13:00:00 UTC)` for each field that a person wrote; nothing for the others. */
export function marksOf(incident: Incident, ...fields: string[]): Inline[] {
  return fields.flatMap((field) => {
    const word = wordOf(incident, field);
    return word === undefined ? [] : [" ", mark(word)];
  });
}

/** Who wrote it and when, and what was derived where that reads otherwise. */
export function mark({ who, at, text, instead }: PersonsWord): Inline {
  const derived =
    instead === undefined || instead === text
      ? ""
      : `; derived: ${/^\d+$/.test(instead) ? formatCount(Number(instead)) : instead}`;
  return { note: `(edited by ${who} at ${moment(at)}${derived})` };
}

/** A person's text: paragraphs where lines are empty, items where lines begin with a dash. */
export function writtenBlocks({ text }: Pick<PersonsWord, "text">): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of lines) {
    const item = /^\s*[-*•]\s+(.*)$/.exec(line)?.[1];
    const last = blocks.at(-1);
    if (line.trim() === "") isOpen = false;
    else if (item !== undefined) {
      const added: ListItem = { text: [item.trim()] };
      if (last?.kind === "list") last.items.push(added);
      else blocks.push({ kind: "list", items: [added] });
      isOpen = false;
    } else if (isOpen && last?.kind === "paragraph") last.text.push(` ${line.trim()}`);
    else {
      blocks.push({ kind: "paragraph", text: [line.trim()] });
      isOpen = true;
    }
  }
  return blocks;
}
