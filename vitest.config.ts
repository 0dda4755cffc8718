import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/lib/global-postgres.ts"],
    // A machine under load is several times slower than this one alone: waiting ends with the state that is waited for,
    // and these limits end only what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 180_000, interval: 50 } },
    // One more than this project's machines have cores: a good part of the tests waits for what others do.
    maxWorkers: 3,
    // Anything that would reach Google's metadata server would hang on a closed network.
    env: { METADATA_SERVER_DETECTION: "none" },
  },
});
