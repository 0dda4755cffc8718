import { alembic } from "./alembic.ts";
import type { Tool } from "./define.ts";
import { django } from "./django.ts";
import { flyway } from "./flyway.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { knex } from "./knex.ts";
import { nodePgMigrate } from "./node-pg-migrate.ts";
import { prisma } from "./prisma.ts";
import { rails } from "./rails.ts";
import { typeorm } from "./typeorm.ts";

/** Every migration tool that is read: one file each. Where two recognise a directory as surely, the first counts. */
export const TOOLS: Tool[] = [alembic, django, flyway, prisma, golangMigrate, rails, nodePgMigrate, typeorm, knex];
