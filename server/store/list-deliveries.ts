import type { Pool } from "pg";
import { iso } from "./text.ts";

export type DeliveryRow = {
  messageId: string;
  endpoint: string;
  incidentId: string;
  type: string;
  state: "pending" | "delivered" | "failed";
  attempts: {
    attempt: number;
    at: string;
    durationMs: number;
    status: number | null;
    error: string | null;
    answer: string | null;
  }[];
};

/** Deliveries of one incident, or of all, newest message first; attempts in their order. Left out, `endpoints` are all. */
export async function listDeliveries(
  pool: Pool,
  incidentId: string | null,
  { endpoints, limit = 200 }: { endpoints?: readonly string[]; limit?: number } = {},
): Promise<DeliveryRow[]> {
  const { rows } = await pool.query<DeliveryRow>(
    `select
       outbox.id as "messageId", delivery.endpoint, delivery.incident_id as "incidentId", type, state,
       (
         select coalesce(
           json_agg(
             json_build_object(
               'attempt', attempt,
               'at', ${iso("at")},
               'durationMs', duration_ms,
               'status', status,
               'error', error,
               'answer', answer
             ) order by attempt
           ),
           '[]'
         )
         from plumbline.delivery_attempt as one
         where one.sequence = delivery.sequence and one.endpoint = delivery.endpoint
       ) as attempts
     from plumbline.delivery
     join plumbline.outbox using (sequence)
     where ($1::text is null or delivery.incident_id = $1::text)
       and ($3::text[] is null or delivery.endpoint = any ($3::text[]))
     order by sequence desc, endpoint
     limit $2::integer`,
    [incidentId, limit, endpoints === undefined ? null : [...endpoints]],
  );
  return rows;
}
