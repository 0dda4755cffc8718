import { SECOND } from "../../shared/time.ts";
import { useAfter } from "../lib/after.ts";
import { useOnce } from "../lib/once.ts";
import { useWhoami } from "./settings.ts";
import { useStatus } from "./status.ts";

/** Nobody looks at an empty page for longer than this. */
const PATIENCE_MS = 2 * SECOND;

/**
 * Whether it is known what stands above every page (banners) and who is asking, which decides what a page offers: then a page can
 * be drawn without being pushed down. Where the server is slow, the page does not wait for it.
 */
export function useFrameKnown(): boolean {
  const status = useStatus();
  const who = useWhoami();
  const isLate = useAfter(PATIENCE_MS);
  return useOnce(isLate || !(status.isPending || who.isPending));
}
