import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/lib/global-postgres.ts"],
    // A machine under load is several times slower than this one alone: waiting ends with the state that is waited for,
    // and these limits end only what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000, interval: 50 } },
    // Two cores: more workers only make each other late.
    maxWorkers: 2,
    // Anything that would reach Google's metadata server would hang on a closed network.
    env: { METADATA_SERVER_DETECTION: "none" },
  },
});
