import { alembic } from "./alembic.ts";
import type { Tool } from "./define.ts";

/** Every migration tool that is read: one file each. Where two recognise a directory as surely, the first counts. */
export const TOOLS: Tool[] = [alembic];
