import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))

/** Scores depend on how busy the machine is, so they are no part of the tests: `npm run lighthouse`. */
export default defineConfig({
  root: REPOSITORY,
  test: {
    include: ['tests/console/lighthouse/pages.lighthouse.ts'],
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
})
