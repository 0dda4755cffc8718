import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/lib/global-postgres.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make each other late.
    maxWorkers: 2,
    // Anything that would reach Google's metadata server would hang on a closed network.
    env: { METADATA_SERVER_DETECTION: "none" },
  },
});
