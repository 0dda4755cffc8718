import type { Cause } from "../../shared/cause.ts";
import { shellWord, slotOr, TRAFFIC_BACK } from "./words.ts";

/** The program asks for a module, package, class or library that its image does not hold. */
export const importError: Cause = {
  id: "boot.import-error",
  title: "Module cannot be imported",
  why: "The image lacks a module that the code imports, or the module lacks the name. Raised while starting, the server never listens: exits, failed probes and 503 are consequences of it.",
  sources: [
    "cpython:Lib/importlib/_bootstrap.py",
    "https://nodejs.org/api/errors.html#err_module_not_found",
    "gunicorn:gunicorn/util.py",
  ],
  signs: [
    {
      text: /No module named '?(?<module>[\w.-]{1,200}[\w-])/,
      weight: 4,
      example: "ModuleNotFoundError: No module named 'app.services.monitoring'",
    },
    {
      text: /cannot import name '(?<name>\w{1,100})' from (?:partially initialized module )?'(?<module>[\w.]{1,200})'/,
      weight: 4,
      example: "ImportError: cannot import name 'Session' from 'app.database' (/app/app/database.py)",
    },
    {
      text: /Cannot find (?:module|package) '(?<module>[^'\n]{1,300})'/,
      weight: 4,
      example: "Error: Cannot find module 'pg-pool'\nRequire stack:\n- /app/server.js",
    },
    {
      text: /The requested module '(?<module>[^'\n]{1,300})' does not provide an export named '?(?<name>[\w$]{1,100})/,
      weight: 4,
      example: "SyntaxError: The requested module './pool.js' does not provide an export named 'createPool'",
    },
    {
      text: /\bERR_(?:MODULE_NOT_FOUND|REQUIRE_ESM|PACKAGE_PATH_NOT_EXPORTED)\b/,
      weight: 3,
      example: "Error [ERR_REQUIRE_ESM]: require() of ES Module /app/node_modules/nanoid/index.js not supported.",
    },
    {
      text: /(?:ClassNotFoundException|NoClassDefFoundError): (?<module>[\w./$]{1,200})/,
      weight: 4,
      example: "java.lang.ClassNotFoundException: org.postgresql.Driver",
    },
    {
      text: /error while loading shared libraries: (?<module>[\w.+-]{1,100}): cannot open shared object file/,
      weight: 4,
      example:
        "./server: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file",
    },
    {
      text: /(?:^|\n|: )(?:ImportError: )?(?<module>[\w.+-]{1,100}): cannot open shared object file/,
      weight: 3,
      example: "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
    },
    {
      text: /cannot load such file -- (?<module>[\w./-]{1,200})/,
      weight: 4,
      example: "cannot load such file -- pg (LoadError)",
    },
    {
      text: /Could not load file or assembly '(?<module>[^,'\n]{1,200})/,
      weight: 4,
      example: "System.IO.FileNotFoundException: Could not load file or assembly 'Npgsql, Version=8.0.0.0'",
    },
    {
      text: /Failed to find attribute '(?<name>\w{1,100})' in '(?<module>[\w.]{1,200})'/,
      weight: 4,
      example: "Failed to find attribute 'app' in 'main'.",
    },
    {
      exception: /^ImportError$/,
      weight: 2,
      example: "ImportError: attempted relative import with no known parent package",
    },
  ],
  headline: (slots) => `Module ${slotOr(slots, "module", "needed by the app")} cannot be imported`,
  component: () => "container image",
  echoes: ["boot.container-not-listening", "capacity.no-instance", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The code imports ${slots.name === undefined ? "" : `${slots.name} from `}${slotOr(slots, "module", "a module")}, which this image does not hold, so the process ends before it serves.`,
  systemic: [
    {
      question: "Why does the image lack what the code imports?",
      candidates: [
        "The file or package was left out of the image: not committed, ignored, or missing in the dependency list.",
        "The module was renamed or removed while something still imports it.",
      ],
    },
    {
      question: "Why did an image that cannot start reach this environment?",
      candidates: ["Nothing starts the built image once before it is deployed."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that started",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Put ${slotOr(slots, "module", "the module")} into the image, or remove its import`,
      detail: (slots) =>
        `Look whether the file is committed, whether .dockerignore or .gcloudignore leaves it out, and whether the dependency is in the lock file: git log --all --oneline -S ${shellWord(slotOr(slots, "module", "MODULE"))}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Start the new image and see it listen",
      detail: () =>
        "docker run --rm -e PORT=8080 -p 8080:8080 IMAGE, then curl -fsS http://127.0.0.1:8080/; expect an answer.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Start the built image in CI before it may be deployed",
      detail: () =>
        "Add a step that runs the image and imports its entry point (python -c 'import MODULE', node --check), and deploy with --no-traffic until the revision is ready.",
    },
  ],
};
