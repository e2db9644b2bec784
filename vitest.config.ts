import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{apps,packages}/*/{src,tests,web}/**/*.test.ts',
      'infra/**/*.test.ts',
      'tests/**/*.test.ts',
      'bench/src/**/*.test.ts',
    ],
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    testTimeout: 20_000,
    // A busy machine starts a platform of ten processes in a minute.
    hookTimeout: 180_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
