import type { Call } from "../python/run.ts";

/** Parts of Python's library and of SQLAlchemy that migrations use and that change no table. */
const LIBRARIES =
  /^(sqlalchemy|sqlmodel|alembic|geoalchemy2|pgvector|sqlalchemy_utils|typing|typing_extensions|datetime|uuid|json|re|os|sys|time|logging|enum|math|random|hashlib|itertools|functools|collections|textwrap|pathlib|contextlib|dataclasses|decimal|string|secrets|base64|copy|warnings|inspect|io|csv|asyncio|operator|traceback|pprint|struct|zlib|gzip|pickle|glob|shutil|tempfile|numbers|fractions|statistics|unicodedata|html|urllib|calendar|zoneinfo|pytz|dateutil|rich|click|tqdm|structlog|loguru|orjson|yaml|numpy|pandas|requests|httpx|cryptography|bcrypt|passlib|slugify|ulid)\b/;

/**
 * Whether a call goes into code that is neither the file's own nor a known library's: such code may touch tables. Methods
 * of things that are not known count only where `op` goes with them.
 */
export function isForeign(call: Call): boolean {
  const { path, receiver } = call;
  if (isGivenOp(call)) return true;
  if (path.startsWith("?") || path.includes("()")) return false;
  if (receiver !== undefined) return false;
  return path.includes(".") && !LIBRARIES.test(path);
}

/** `op` itself, or a connection, is handed over. */
function isGivenOp({ positional, keywords, path }: Call): boolean {
  if (LIBRARIES.test(path)) return false;
  return [...positional, ...keywords.values()].some(
    (value) =>
      (value.kind === "name" && /(^|\.)alembic\.op$/.test(value.path)) ||
      (value.kind === "made" && /op\.(get_bind|batch_alter_table)$/.test(value.path) && !path.startsWith("?")),
  );
}
