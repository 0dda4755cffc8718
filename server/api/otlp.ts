import express, { type ErrorRequestHandler, type Request, type Router } from "express";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { bodyBytes } from "./body-bytes.ts";
import type { IntakeDeps } from "./intake-deps.ts";

const PROTOBUF = "application/x-protobuf";

/** `POST /v1/logs`: logs over OTLP/HTTP, answered once they are committed. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export function otlpRoute({ intake, otlp, log }: IntakeDeps): Router {
  const routes = express.Router();
  routes.post("/v1/logs", async (request, response) => {
    const isProtobuf = isProtobufIn(request);
    const ticket = intake.enter("otlp");
    try {
      const outcomes = await intake.store("otlp", otlp.read(await bodyBytes(request, ticket), isProtobuf));
      const refused = outcomes.filter((one) => one.outcome === "rejected");
      const [first] = refused;
      const answer = otlp.exportAnswer({ rejected: refused.length, reason: first?.reason ?? "" }, isProtobuf);
      response.type(isProtobuf ? PROTOBUF : "application/json").send(answer);
    } finally {
      ticket.leave();
    }
  });
  const answerFault: ErrorRequestHandler = (error, request, response, next) => {
    if (!(error instanceof PlumblineError)) return next(error);
    if (error.status >= 500) log.warn("an OpenTelemetry export was turned away", { err: messageOf(error) });
    const isProtobuf = request.is(PROTOBUF) !== false;
    // Senders try again after 429, 502, 503 and 504, and after nothing else.
    if (error.status === 429 || error.status === 503) {
      response.setHeader("retry-after", String(error.retryAfterSeconds ?? 2));
    }
    response.status(error.status).type(isProtobuf ? PROTOBUF : "application/json");
    response.send(otlp.statusAnswer(error.message, isProtobuf));
  };
  routes.use("/v1/logs", answerFault);
  return routes;
}

function isProtobufIn(request: Request): boolean {
  if (request.is(PROTOBUF) !== false) return true;
  if (request.is("application/json") !== false) return false;
  throw new PlumblineError(
    "bad-input",
    `The content type is "${(request.get("content-type") ?? "none").slice(0, 60)}": expected ${PROTOBUF} or application/json.`,
  );
}
