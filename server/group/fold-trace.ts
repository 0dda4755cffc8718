/** A frame of Python: `  File "/app/main.py", line 12, in start`. */
const PYTHON_FRAME = /^\s+File "([^"]*)", line \d+(?:, in (.*))?$/;
/** A frame of Java, JavaScript, .NET: `    at Orders.load (/app/orders.js:211:17)`. */
const AT_FRAME = /^\s+at (?:async |new )?([^\s(]+)(?: \[as [^\]]*\])?\s*(?:\(([^)]*)\))?/;
const LIBRARY = /site-packages|dist-packages|\/lib\/python|node_modules|^node:|^<frozen|\binternal\//;
const LIBRARY_CALL =
  /^(?:java|javax|jdk|sun|scala|kotlin|org\.springframework|org\.apache|io\.netty|System|Microsoft)\./;
/** Lines that say that a stack follows, and what is left out of one. */
const HEADING =
  /^\s*(?:Traceback \(most recent call last\):|During handling of the above exception|The above exception was the direct cause|\.\.\. \d+ more|\[Previous line repeated)/;
const MAX_LINES = 2000;

/**
 * The text without the frames of its stacks: what was raised, and the function of the app itself that lies nearest to
 * the failure. A text without frames is given back as it is.
 */
export function foldTrace(text: string): string {
  if (!text.includes('\n  File "') && !/\n\s+at /.test(text) && !text.includes('  File "')) return text;
  const lines = text.split("\n", MAX_LINES);
  const kept: string[] = [];
  let own: string | undefined;
  let isPython = false;
  let inCode = false;
  for (const line of lines) {
    const python = PYTHON_FRAME.exec(line);
    if (python !== null) {
      if (!LIBRARY.test(python[1] ?? "")) own = python[2] ?? own;
      isPython = inCode = true;
      continue;
    }
    if (inCode && /^\s{4}/.test(line)) continue;
    inCode = false;
    const at = AT_FRAME.exec(line);
    if (at !== null) {
      const isOwn = !LIBRARY.test(at[2] ?? at[1] ?? "") && !LIBRARY_CALL.test(at[1] ?? "");
      if (isOwn && !isPython) own ??= at[1];
    } else if (!HEADING.test(line) && line.trim() !== "") kept.push(line);
  }
  return own === undefined ? kept.join("\n") : `${kept.join("\n")}\n  in ${own}`;
}
