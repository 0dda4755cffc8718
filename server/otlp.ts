import { isJsonObject, type JsonObject } from "../shared/json.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import { isDeeperThan, MAX_JSON_DEPTH } from "./lib/json-depth.ts";
import { exportAnswer, statusAnswer } from "./sources/otlp/answer.ts";
import { readProtobuf } from "./sources/otlp/read-protobuf.ts";
import { entriesOf, type Offered } from "./sources/otlp/to-entries.ts";

/** Reads and answers OpenTelemetry's exports, in both of their encodings. */
export type Otlp = {
  /** The entries of an export. Throws `bad-input` for what is no export. */
  read: (body: Buffer, isProtobuf: boolean) => Offered[];
  exportAnswer: typeof exportAnswer;
  statusAnswer: typeof statusAnswer;
};

export const otlp: Otlp = {
  read: (body, isProtobuf) => entriesOf(isProtobuf ? protobufIn(body) : jsonIn(body)),
  exportAnswer,
  statusAnswer,
};

function protobufIn(body: Buffer): JsonObject {
  try {
    return readProtobuf(body);
  } catch (error) {
    throw new PlumblineError("bad-input", `The body is no ExportLogsServiceRequest in protobuf: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** Each value stands in two objects more than it has levels itself, so that exports may be deeper than entries. */
function jsonIn(body: Buffer): JsonObject {
  if (isDeeperThan(body, 2 * MAX_JSON_DEPTH)) {
    throw new PlumblineError("bad-input", `The body is nested deeper than ${2 * MAX_JSON_DEPTH} levels.`);
  }
  try {
    const request: unknown = JSON.parse(body.toString("utf8"));
    if (isJsonObject(request)) return request;
  } catch (error) {
    throw new PlumblineError("bad-input", `The body is not JSON: ${messageOf(error).slice(0, 200)}.`, { cause: error });
  }
  throw new PlumblineError("bad-input", "The body is no JSON object: expected an ExportLogsServiceRequest.");
}
