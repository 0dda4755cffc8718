import { describe, expect, test } from "vitest";
import { parseExceptions } from "../../server/normalize/exceptions/index.ts";

/** `type: message @ own function` of each exception, first raised first. */
function chain(text: string): { language: string; links: string[] } {
  const { language, links } = parseExceptions(text);
  return {
    language,
    links: links.map((item) => {
      const place = item.frames.findLast((frame) => frame.isOwn);
      return `${item.type}: ${item.message}${place === undefined ? "" : ` @ ${place.file}:${place.line} ${place.function ?? ""}`.trimEnd()}`;
    }),
  };
}

describe("Python", () => {
  test("a chain by 'direct cause' and 'During handling' comes in the order raised", () => {
    const text = `Traceback (most recent call last):
  File "/usr/local/lib/python3.11/site-packages/asyncpg/connection.py", line 350, in fetch
    return await self._execute(query)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^
asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/shop/db.py", line 12, in load
    rows = await fetch()
shop.errors.LoadError: could not load

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/shop/api.py", line 7, in <module>
RuntimeError: giving up
`;
    expect(chain(text)).toEqual({
      language: "python",
      links: [
        'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
        "shop.errors.LoadError: could not load @ /app/shop/db.py:12 load",
        "RuntimeError: giving up @ /app/shop/api.py:7 <module>",
      ],
    });
  });

  test("members of an exception group come before the group", () => {
    const text = `  + Exception Group Traceback (most recent call last):
  |   File "/app/main.py", line 9, in <module>
  |     asyncio.run(main())
  | ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 3, in one
    |     raise ValueError("one")
    | ValueError: one
    +---------------- 2 ----------------
    | Traceback (most recent call last):
    |   File "/app/main.py", line 5, in two
    | KeyError: 'two'
    +------------------------------------`;
    expect(chain(text).links).toEqual([
      "ValueError: one @ /app/main.py:3 one",
      "KeyError: 'two' @ /app/main.py:5 two",
      "ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions) @ /app/main.py:9 <module>",
    ]);
  });

  test("a syntax error has the place it stands at, notes belong to the message", () => {
    const text =
      'Traceback (most recent call last):\n  File "/app/run.py", line 1, in <module>\n    import broken\n  File "/app/broken.py", line 3\n    def f(:\n          ^\nSyntaxError: invalid syntax\nsee the manual';
    expect(chain(text).links).toEqual(["SyntaxError: invalid syntax\nsee the manual @ /app/broken.py:3"]);
  });

  test("a traceback that is cut says so", () => {
    expect(chain('Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\n    x()').links).toEqual([
      "Exception: the traceback ends before it says what was raised @ /app/a.py:1 f",
    ]);
  });
});

test("Node: [cause] first, node_modules and node: are not ours", () => {
  const text = `TypeError: fetch failed
    at node:internal/deps/undici/undici:14976:13
    at async load (/app/src/servers.ts:12:5) {
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:5432
      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
      at Client.connect (/app/node_modules/pg/lib/client.js:54:11) {
    code: 'ECONNREFUSED'
  }
}`;
  expect(chain(text)).toEqual({
    language: "node",
    links: ["Error: connect ECONNREFUSED 127.0.0.1:5432", "TypeError: fetch failed @ /app/src/servers.ts:12 load"],
  });
});

test("Node: what stands before the error is left out, a code in brackets too", () => {
  const text =
    "/app/main.js:3\n  throw err;\n  ^\n\nError [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'\n    at run (/app/main.js:3:9)\n\nNode.js v24.0.0";
  expect(chain(text).links).toEqual(["Error: Cannot find package 'x' @ /app/main.js:3 run"]);
});

test("Java: Caused by first, suppressed left out, frameworks are not ours", () => {
  const text = `Exception in thread "main" org.springframework.dao.DataAccessException: could not load
\tat org.springframework.jdbc.Template.run(Template.java:10)
\tat com.shop.Orders.load(Orders.java:42)
\tSuppressed: java.io.IOException: close failed
\t\tat com.shop.Orders.close(Orders.java:50)
Caused by: org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist
\tat org.postgresql.core.Parser.read(Parser.java:7)
\t... 12 more`;
  expect(chain(text)).toEqual({
    language: "java",
    links: [
      'org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist',
      "org.springframework.dao.DataAccessException: could not load @ Orders.java:42 load",
    ],
  });
});

test("Go: a panic with its goroutine", () => {
  const text =
    "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]\n\ngoroutine 1 [running]:\nmain.load(0x0)\n\t/app/main.go:12 +0x2e\nmain.main()\n\t/app/main.go:5 +0x1d\n";
  expect(chain(text)).toEqual({
    language: "go",
    links: ["runtime error: invalid memory address or nil pointer dereference @ /app/main.go:12 main.load"],
  });
});

test(".NET: the inner exception first, with its own frames", () => {
  const text = `Unhandled exception. System.InvalidOperationException: could not load
 ---> Npgsql.PostgresException (0x80004005): 42P01: relation "orders" does not exist
   at Npgsql.Internal.NpgsqlConnector.ReadMessage(Boolean async)
   at Shop.Db.Load(String id) in /src/Db.cs:line 12
   --- End of inner exception stack trace ---
   at Shop.Api.Get() in /src/Api.cs:line 7`;
  expect(chain(text)).toEqual({
    language: "dotnet",
    links: [
      'Npgsql.PostgresException: 42P01: relation "orders" does not exist @ /src/Db.cs:12 Shop.Db.Load',
      "System.InvalidOperationException: could not load @ /src/Api.cs:7 Shop.Api.Get",
    ],
  });
});

test("Ruby: plain and Rails", () => {
  const plain =
    "app/models/order.rb:12:in `load': undefined method `id' for nil (NoMethodError)\n\tfrom /usr/local/lib/ruby/3.2/x.rb:3:in `run'";
  const rails =
    "ActiveRecord::StatementInvalid (PG::UndefinedTable: ERROR):\n  app/models/order.rb:12:in `load'\n  activerecord (7.0.1) lib/base.rb:3:in `exec'";
  expect(chain(plain)).toEqual({
    language: "ruby",
    links: ["NoMethodError: undefined method `id' for nil @ app/models/order.rb:12 load"],
  });
  expect(parseExceptions(rails).links.map((item) => `${item.type}: ${item.message}`)).toEqual([
    "ActiveRecord::StatementInvalid: PG::UndefinedTable: ERROR",
  ]);
});

test("PHP: what Next follows was raised first", () => {
  const text =
    "PHP Fatal error:  Uncaught PDOException: SQLSTATE[42P01]: no table in /app/Db.php:12\nStack trace:\n#0 /app/Api.php(7): Db->load()\n#1 {main}\n\nNext RuntimeException: could not load in /app/Api.php:9\nStack trace:\n#0 /app/vendor/fw/Run.php(3): Api->get()\n#1 {main}\n  thrown in /app/Api.php on line 9";
  expect(chain(text)).toEqual({
    language: "php",
    links: [
      "PDOException: SQLSTATE[42P01]: no table @ /app/Db.php:12",
      "RuntimeException: could not load @ /app/Api.php:9",
    ],
  });
});

test.each(["", "all is well", "at the station", "File not found\n\nplease retry", "Caused by bad luck"])(
  "%j holds no exception",
  (text) => {
    expect(parseExceptions(text)).toEqual({ language: "", links: [] });
  },
);
