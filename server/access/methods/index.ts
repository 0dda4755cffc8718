import { apiToken } from "./api-token.ts";
import { google } from "./google.ts";
import { iap } from "./iap.ts";
import type { Method } from "./method.ts";
import { session } from "./session.ts";

/** Every way to sign in, in the order in which they are tried. */
export const METHODS: readonly Method[] = [iap, apiToken, google, session];
