import express, { type Router } from "express";
import { type AuditResponse, auditFilterSchema } from "../../shared/api-access.ts";
import { listAuditRows } from "../store/audit.ts";
import type { ApiDeps } from "./deps.ts";

const PAGE = 1000;

/** The audit log: a page of it, or all of it as NDJSON. */
export function auditRoutes({ pool }: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/audit", async (request, response) => {
    const { before, limit, format } = auditFilterSchema.parse(request.query);
    if (format === "json") {
      const answer: AuditResponse = { rows: await listAuditRows(pool, { before, limit }) };
      return void response.json(answer);
    }
    response.setHeader("content-type", "application/x-ndjson");
    response.setHeader("content-disposition", 'attachment; filename="plumbline-audit.ndjson"');
    let last = before;
    for (;;) {
      const rows = await listAuditRows(pool, { before: last, limit: PAGE });
      for (const row of rows) response.write(`${JSON.stringify(row)}\n`);
      last = rows.at(-1)?.id;
      if (rows.length < PAGE || response.destroyed) break;
    }
    response.end();
  });
  return routes;
}
