import { expect, test } from "vitest";
import { plain } from "../../server/lib/log.ts";

test("a line for people is one line, and gives the terminal no orders", () => {
  const line = JSON.stringify({
    severity: "WARNING",
    message: "it said \u001b[31mred\u001b[0m\nplumbline: all is well\u202e\u2028",
    err: { message: "a\r\nb" },
  });
  expect(plain(line)).toBe("plumbline: warning: it said  [31mred [0m plumbline: all is well  : a  b\n");
});
