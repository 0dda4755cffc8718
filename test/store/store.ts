import type { Pool } from "pg";
import { createPool } from "../../server/lib/database.ts";
import { createGroupDirectory, type GroupDirectory } from "../../server/store/group-directory.ts";
import { createMigratedDatabase } from "../lib/postgres.ts";

export type TestStore = { pool: Pool; url: string; directory: GroupDirectory; close: () => Promise<void> };

/** An empty store of its own. Close it in `afterEach` or `afterAll`. */
export async function createStore(): Promise<TestStore> {
  const database = await createMigratedDatabase("store");
  const pool = createPool(database.url, () => undefined);
  const close = async () => {
    await pool.end();
    await database.drop();
  };
  return { pool, url: database.url, directory: createGroupDirectory(pool), close };
}
