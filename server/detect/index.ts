import { bootFailure } from "./boot-failure.ts";
import type { Detector } from "./detect.ts";
import { newError } from "./new-error.ts";
import { spike } from "./spike.ts";
import { steadyFailure } from "./steady-failure.ts";

/** Every detector. A new one is a file and a line here. */
export const DETECTORS: readonly Detector[] = [bootFailure, steadyFailure, spike, newError];
