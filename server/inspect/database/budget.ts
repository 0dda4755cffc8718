import { findLimits } from "./connections.ts";
import type { Look } from "./look.ts";
import { roleOf } from "./role-asked.ts";

/** How many connections the service may have here: of the server, of its role and of the database. */
export const budget: Look<"budget"> = async (reader, question) => {
  const { role } = await roleOf(reader, question);
  return findLimits(reader, role, question.params.database ?? reader.currentDatabase);
};
