import { describe, expect, it } from "vitest";
import { templateOf } from "../../server/group/template.ts";
import { processorMs } from "../lib/patience.ts";

describe("templateOf", () => {
  it("gives a text the same template whatever text came before", () => {
    templateOf("GET x");
    expect(templateOf("GET").template).toBe("GET");
  });

  it.each([
    ["Got allocated containers 12", "Got allocated containers <num>", "a count"],
    ["took 19.05 seconds, 31.2s, 5 ms", "took <duration>, <duration>, <duration>", "durations with their units"],
    ["used 512 MiB of 2.1 GB", "used <size> of <size>", "sizes with their units"],
    ["from 10.8.0.3:11524 and /10.8.0.3", "from <ip> and <ip>", "an address with its port"],
    ["peer fe80::1 at 00:11:43:e3:ba:c3", "peer <ip> at <ip>", "addresses with colons"],
    ["connect to db.example.org:5432", "connect to <host>", "a host with its port"],
    ["at 2025-09-16T01:42:58.220Z done", "at <time> done", "a date with a time"],
    ["at Fri Jun 17 07:07:00 2005", "at <time> <time> <num> <time> <num>", "a date in words"],
    ["job 5f1c1f5e-7b5b-4f43-9d0e-3b3f2f9a1c11 ok", "job <uuid> ok", "a UUID"],
    ["mail for anna.b@example.com", "mail for <email>", "an e-mail address"],
    ["wrote /var/lib/app/x.db and C:\\Temp\\x", "wrote <path> and <path>", "paths"],
    ["see https://example.com/a?b=c.", "see <url>.", "a URL, not the full stop after it"],
    ["at 0x7f2 flags 0xFF", "at <hex> flags <hex>", "hexadecimal"],
    ["tag=*x* name=com.example.Mail ok=true", "tag=<value> name=<value> ok=<bool>", "values of keys"],
    [
      "at=Some(17) uid=0(root), error=Lost(17)",
      "at=<value> uid=<num>(root), error=Lost(<num>)",
      "a value as a call, but of no mistake",
    ],
    ["ws=WorkSource{10113}, uid=1000", "ws=<value>, uid=<num>", "a value with brackets"],
    ["state=degraded error=timeout", "state=degraded error=timeout", "values that tell mistakes apart stay"],
    ["lifetime <1 sec", "lifetime <duration>", "a number after a comparison"],
    ['relation "orders_v2" does not exist', 'relation "orders_v2" does not exist', "a quoted object keeps its digits"],
    ["user: 'app', took: '743ms'", "user: 'app', took: '<duration>'", "a time after a key is none"],
    ["user: 'app', load: '7up'", "user: 'app', load: '<id>'", "nor is what another key names"],
    ["killed by signal 9, pid 17", "killed by signal 9, pid <num>", "a signal stays, a pid goes"],
    ["process exited with code 137", "process exited with code 137", "an exit code stays"],
    [
      "boto3.exceptions.S3UploadFailedError: no",
      "boto3.exceptions.S3UploadFailedError: no",
      "a class keeps its digits",
    ],
    ["use utf-8 and ipv6", "use utf-8 and ipv6", "names with digits stay"],
    ["jetty-6.1.26", "jetty-<num>.<num>.<num>", "where all would go, letters stay"],
    ["a  b\t c\n\nd", "a b c\nd", "blanks are one blank, breaks one break"],
    [
      '"GET /api/users/8412/x?y=1 HTTP/1.1" 500',
      '"GET /api/users/:id/x HTTP/1.1" 500',
      "a failed request keeps route and status",
    ],
    ["Überlauf „abc“ nach 5 Tagen", "Überlauf „abc“ nach <num> Tagen", "letters of any script are letters"],
  ])("%s", (text, template, _reason) => {
    expect(templateOf(text).template).toBe(template);
  });

  it("counts what each rule masked, the most frequent first", () => {
    expect(templateOf("worker 3 of 8 at 10.0.0.1").masks).toStrictEqual([
      { rule: "number", count: 2 },
      { rule: "ip", count: 1 },
    ]);
  });

  it("leaves out frames, keeps what was raised and the app's own function", () => {
    const text = [
      "Traceback (most recent call last):",
      '  File "/app/orders/service.py", line 141, in create_order',
      "    await session.commit()",
      '  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/engine/base.py", line 1967, in _exec',
      "    self.dialect.do_execute(",
      'sqlalchemy.exc.ProgrammingError: relation "orders" does not exist',
      "[SQL: SELECT id FROM orders WHERE id = $1]",
      "[parameters: ('9',)]",
      "(Background on this error at: https://sqlalche.me/e/20/f405)",
    ].join("\n");
    expect(templateOf(text).template).toBe(
      'sqlalchemy.exc.ProgrammingError: relation "orders" does not exist\nin create_order',
    );
  });

  it.each([
    ["=", "equals signs"],
    ["a=(", "values that never close"],
    ["1:", "what may become an address"],
    ["GET /", "what may become a request"],
    ["\n  at ", "what may become a stack"],
    ["a.b.", "dotted names"],
    ["\\", "backslashes"],
    ["<1", "comparisons"],
  ])("takes time in proportion to its length, however often %j comes", async (part, _reason) => {
    const text = part.repeat(200_000 / part.length);
    expect(await processorMs(() => templateOf(text))).toBeLessThan(1000);
  });

  it("gives the same template whatever lies beyond its bound", () => {
    const long = "word ".repeat(2000);
    expect(templateOf(`${long}a`).template).toBe(templateOf(`${long}b`).template);
  });
});
