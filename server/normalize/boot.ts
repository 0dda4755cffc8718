import type { ErrorEvent, ExceptionLink } from "../../shared/events.ts";
import { remembering } from "../../shared/memo.ts";

const MAX_INSTANCES = 20_000;
const MAX_START_CHARACTERS = 500;
const STARTS =
  /^Starting new instance|Booting worker with pid|Starting gunicorn|Started server process \[|Waiting for application startup|^Default STARTUP|^Starting (?:the )?(?:server|application)/;
const SERVES =
  /Application startup complete|Uvicorn running on|Started \w+Application in|(?:listening|running|started) (?:on|at) (?:port )?(?:https?:|\d|\[|:|0\.0)/i;
const SAYS_BOOT =
  /Worker failed to boot|App failed to load|Application startup failed|Exception in worker process|failed to start and listen on the port|STARTUP .{0,30}probe failed|startup fail|failed to start\b|during startup|Booting worker/i;
/** Functions that run before the first request: gunicorn, uvicorn, Node's and Python's loaders. */
const BOOT_FUNCTION =
  /^(?:spawn_worker|init_process|load_wsgi|load_wsgiapp|import_app|import_from_string|load_app|run_lifespan|lifespan|main_lifespan|_call_with_frames_removed|on_startup|create_app|Module\._load|Function\.executeUserEntryPoint.*|executeUserEntryPoint.*)$/;
/** Functions that run for a request. */
const REQUEST_FUNCTION =
  /^(?:run_asgi|handle_request|wsgi_app|dispatch_request|handle_async|get_response|Server\.emit|parserOnIncoming|Layer\.handle.*|handle)$/;

/** Remembers which instances are starting and which serve; bounded to the 20,000 seen last. */
export type BootTracker = {
  /** Takes note of a text of an instance. */
  sawText: (instance: string | undefined, text: string) => void;
  /** Takes note of a request that the instance answered. */
  sawRequest: (instance: string | undefined) => void;
  /** Whether an instance was seen to start and has not served since. */
  isStarting: (instance: string | undefined) => boolean;
  /** Whether an event speaks of start-up by its words or by the functions that failed; its instance is starting from then on. */
  isBoot: (event: Pick<ErrorEvent, "instance" | "text" | "exceptions">) => boolean;
};

/** Whether a text tells that an instance starts or serves; others change nothing in `sawText`. */
export function isAboutStart(text: string): boolean {
  return text.length <= MAX_START_CHARACTERS && (STARTS.test(text) || SERVES.test(text));
}

export function createBootTracker(): BootTracker {
  return new Tracker();
}

/** A class, as trackers are made often: functions made anew each time would be compiled anew. */
class Tracker implements BootTracker {
  readonly #states = new Map<string, "starting" | "serving">();

  sawText(instance: string | undefined, text: string): void {
    if (instance === undefined || text.length > MAX_START_CHARACTERS) return;
    if (STARTS.test(text)) this.#note(instance, "starting");
    else if (this.#states.get(instance) === "starting" && SERVES.test(text)) this.#note(instance, "serving");
  }

  sawRequest(instance: string | undefined): void {
    if (instance !== undefined) this.#note(instance, "serving");
  }

  isStarting(instance: string | undefined): boolean {
    return instance !== undefined && this.#states.get(instance) === "starting";
  }

  isBoot({ instance, text, exceptions }: Pick<ErrorEvent, "instance" | "text" | "exceptions">): boolean {
    if (!SAYS_BOOT.test(text.slice(0, 1000)) && !failedWhileLoading(exceptions)) return false;
    // What follows in this instance until it serves belongs to the same start.
    if (instance !== undefined) this.#note(instance, "starting");
    return true;
  }

  #note(instance: string, state: "starting" | "serving"): void {
    const states = this.#states;
    if (states.get(instance) === state) return;
    states.delete(instance);
    states.set(instance, state);
    const oldest = states.size > MAX_INSTANCES ? states.keys().next().value : undefined;
    if (oldest !== undefined) states.delete(oldest);
  }
}

function failedWhileLoading(links: readonly ExceptionLink[]): boolean {
  let isLoading = false;
  for (const { frames } of links) {
    for (const { function: name } of frames) {
      const phase = name === undefined ? "any" : phaseOf(name);
      if (phase === "request") return false;
      if (phase === "boot") isLoading = true;
    }
  }
  return isLoading;
}

/** When a function runs: as far as its name tells. */
const phaseOf = remembering((name): "boot" | "request" | "any" => {
  if (REQUEST_FUNCTION.test(name)) return "request";
  return BOOT_FUNCTION.test(name) ? "boot" : "any";
});
