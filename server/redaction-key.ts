import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { z } from "zod";
import type { Config } from "../shared/config.ts";
import { settingOrFirst } from "./store/settings.ts";

const NAME = "redaction-key";
const KEY_BYTES = 32;

/**
 * The configuration with a key for redaction: the configured one, else the one of this installation, which is made once and
 * kept in its database, so that all replicas and all restarts mark the same secret alike.
 */
export async function withRedactionKey(pool: Pool, config: Config): Promise<Config> {
  if (config.redaction.key !== undefined) return config;
  const fresh = randomBytes(KEY_BYTES).toString("base64url");
  const key = z.string().parse(await settingOrFirst(pool, NAME, fresh));
  return { ...config, redaction: { ...config.redaction, key } };
}
