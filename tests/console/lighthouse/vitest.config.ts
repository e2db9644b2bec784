import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))

/** Not part of the tests, because scores depend on the machine's load: `npm run lighthouse`. */
export default defineConfig({
  root: REPOSITORY,
  test: {
    include: ['tests/console/lighthouse/pages.lighthouse.ts'],
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})
