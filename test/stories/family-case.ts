import type { FamilyId } from "../../shared/families.ts";
import type { FailingRoute } from "../lib/failing-route.ts";

/** One failure of each family as its service's logs show it, with nothing live to ask. */
export type FamilyCase = FailingRoute & { family: FamilyId; slots?: Record<string, string>; what?: string };

/** A traceback of a request that ends with this line. */
export const trace = (last: string) => `Traceback (most recent call last):
  File "/app/api/routes/orders.py", line 44, in list_orders
    rows = await load_orders(session)
  File "/app/api/orders.py", line 12, in load_orders
    return await session.execute(statement)
${last}`;
/** The same of a worker that does not start. */
export const boot = (last: string) => `Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/gunicorn/arbiter.py", line 608, in spawn_worker
    worker.init_process()
  File "/app/main.py", line 3, in <module>
${last}`;
/** What the platform says of a request whose instance died. */
export const MALFORMED =
  "The request failed because either the HTTP response was malformed or connection to the instance had an error.";
/** Such a request. */
export const DIED = { status: 503, requestText: MALFORMED };
