import type { PoolClient } from "pg";
import { storable } from "./text.ts";

/** A message for webhooks. */
export type NewMessage = {
  /** The `webhook-id`: the same at every attempt and every endpoint; a message with a known id is not stored again. */
  id: string;
  /** For example `incident.opened`. */
  type: string;
  /** The exact text that is signed and sent. */
  body: string;
  /** Names of the endpoints that get it. */
  endpoints: string[];
};

/** Stores messages with one delivery per endpoint, due at once. */
export async function addMessages(client: PoolClient, incidentId: string, messages: NewMessage[]): Promise<void> {
  for (const { id, type, body, endpoints } of messages) {
    await client.query(
      `with message as (
         insert into plumbline.outbox (id, incident_id, type, body)
         values ($1::text, $2::text, $3::text, $4::text)
         on conflict (id) do nothing
         returning sequence
       )
       insert into plumbline.delivery (sequence, endpoint, incident_id)
       select sequence, endpoint, $2::text
       from message, unnest($5::text[]) as endpoint`,
      [id, incidentId, type, storable(body), [...new Set(endpoints)]],
    );
  }
}
