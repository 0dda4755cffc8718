import express, { type Router } from "express";
import type { SampleResponse } from "../../shared/api.ts";
import type { ApiDeps } from "./deps.ts";

/** Loads, mends and removes the bundled sample. */
export function sampleRoutes({ sample }: ApiDeps): Router {
  const routes = express.Router();
  const answer = (work: () => Promise<SampleResponse["sample"]>): express.RequestHandler => {
    return async (_request, response) => {
      const body: SampleResponse = { sample: await work() };
      response.json(body);
    };
  };
  routes.post("/sample", answer(sample.load));
  routes.post("/sample/fix", answer(sample.fix));
  routes.delete("/sample", answer(sample.remove));
  return routes;
}
