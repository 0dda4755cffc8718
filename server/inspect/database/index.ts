import type { CheckKind } from "../../../shared/check.ts";
import { budget } from "./budget.ts";
import { column } from "./column.ts";
import { connections } from "./connections.ts";
import { constraint } from "./constraint.ts";
import { database } from "./database.ts";
import { deadlocks } from "./deadlocks.ts";
import { extension } from "./extension.ts";
import { functionLook } from "./function.ts";
import { index } from "./index-look.ts";
import { locks } from "./locks.ts";
import type { Look } from "./look.ts";
import { migrations } from "./migrations.ts";
import { privilege } from "./privilege.ts";
import { relation } from "./relation.ts";
import { restart } from "./restart.ts";
import { role } from "./role.ts";
import { row } from "./row.ts";
import { schema } from "./schema.ts";
import { sequence } from "./sequence.ts";
import { sessions } from "./sessions.ts";
import { type } from "./type.ts";

/** Kinds that are not asked in one database alone. */
export type OtherKind = "endpoint" | "metric" | "drift";
export type DatabaseKind = Exclude<CheckKind, OtherKind>;

/** How each kind of question is asked in a database: one file each. */
export const LOOKS = {
  relation,
  column,
  function: functionLook,
  schema,
  extension,
  type,
  sequence,
  index,
  constraint,
  privilege,
  database,
  role,
  row,
  connections,
  budget,
  sessions,
  locks,
  deadlocks,
  restart,
  migrations,
} satisfies { [K in DatabaseKind]: Look<K> };
