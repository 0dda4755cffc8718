import type { Pool } from "pg";
import type { WordField } from "../../shared/people.ts";
import { toIso } from "../../shared/time.ts";
import { titleOf } from "./apply-words.ts";
import { type Edited, type Editor, edit } from "./edit-incident.ts";
import { storable } from "./text.ts";

/** Keeps what a person wrote into a field of the report; null withdraws it. The same again changes nothing. Throws `not-found`. */
export async function writeWord(
  pool: Pool,
  id: string,
  field: WordField,
  text: string | null,
  editor: Editor,
): Promise<Edited> {
  return edit(pool, id, editor, async (client, { document }) => {
    const before = document.people?.find((word) => word.field === field)?.text ?? null;
    const after = text === null ? null : storable(text);
    if (before === after) return [];
    await client.query(
      `insert into plumbline.person_word (incident_id, field, text, who, at)
       values ($1::text, $2::text, $3::text, $4::text, $5::timestamptz)`,
      [id, field, after, storable(editor.who), toIso(editor.at)],
    );
    const what = `${after === null ? "withdrew" : before === null ? "wrote" : "rewrote"} ${titleOf(field)}`;
    return [{ at: editor.at, kind: "report", who: editor.who, what, why: after }];
  });
}
