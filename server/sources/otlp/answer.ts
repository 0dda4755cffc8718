/** What an export leads to: how many records were refused, and why the first was. */
export type Partial = { rejected: number; reason: string };

/** An ExportLogsServiceResponse. https://opentelemetry.io/docs/specs/otlp/#partial-success-1 */
export function exportAnswer({ rejected, reason }: Partial, isProtobuf: boolean): string | Buffer {
  if (!isProtobuf) {
    const partialSuccess = { rejectedLogRecords: String(rejected), errorMessage: reason };
    return JSON.stringify(rejected === 0 ? {} : { partialSuccess });
  }
  if (rejected === 0) return Buffer.alloc(0);
  const partial = Buffer.concat([Buffer.from([0x08]), varint(rejected), textField(2, reason)]);
  return Buffer.concat([Buffer.from([0x0a]), varint(partial.length), partial]);
}

/** A google.rpc.Status that says why nothing was taken. https://opentelemetry.io/docs/specs/otlp/#failures-1 */
export function statusAnswer(message: string, isProtobuf: boolean): string | Buffer {
  return isProtobuf ? textField(2, message) : JSON.stringify({ message });
}

function textField(number: number, text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
