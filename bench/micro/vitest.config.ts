import { defineConfig } from 'vitest/config'

/** `npm run bench:micro`: measures single steps of a request. */
export default defineConfig({
  test: {
    benchmark: { include: ['bench/micro/**/*.bench.ts'], suppressExportGetterWarnings: true },
    root: `${import.meta.dirname}/../..`,
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    testTimeout: 60_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
