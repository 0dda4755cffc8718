import type { PoolClient } from "pg";
import type { PeopleEdits } from "./apply-edits.ts";
import { NO_EDITS } from "./apply-edits.ts";
import { decisionsOf } from "./incident-decisions.ts";
import { iso } from "./text.ts";

/** What people said about each of these incidents. */
export async function readPeopleEdits(client: PoolClient, ids: string[]): Promise<Map<string, PeopleEdits>> {
  const { rows } = await client.query<PeopleEdits & { id: string }>(
    `select
       id,
       person_status as status,
       (
         select coalesce(
           json_agg(json_build_object('stepId', step_id, 'field', field, 'to', to_value, 'who', who, 'at', at)
             order by step_id, field), '[]'
         )
         from (
           select distinct on (step_id, field)
             step_id, field, to_value, who, ${iso("at")} as at
           from plumbline.step_edit
           where incident_id = incident.id
           order by step_id, field, step_edit.id desc
         ) as latest
       ) as steps,
       (
         select coalesce(
           json_agg(json_build_object('whyId', why_id, 'answer', answer, 'who', who, 'at', at) order by why_id), '[]'
         )
         from (
           select distinct on (why_id)
             why_id, answer, who, ${iso("at")} as at
           from plumbline.why_answer
           where incident_id = incident.id
           order by why_id, why_answer.id desc
         ) as latest
       ) as answers,
       (
         select coalesce(
           json_agg(json_build_object('field', field, 'text', text, 'who', who, 'at', at) order by field), '[]'
         )
         from (
           select distinct on (field)
             field, text, who, ${iso("at")} as at
           from plumbline.person_word
           where incident_id = incident.id
           order by field, person_word.id desc
         ) as latest
         where text is not null
       ) as words
     from plumbline.incident
     where id = any($1::text[])`,
    [ids],
  );
  const decisions = await decisionsOf(client, ids);
  return new Map(
    rows.map(({ id, ...edits }) => {
      const own = decisions.get(id);
      return [id, { ...NO_EDITS, ...edits, ...(own === undefined ? {} : { decisions: own }) }];
    }),
  );
}
