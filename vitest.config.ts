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
    // On a busy machine a platform of ten processes takes a minute to start. What must be fast is measured in bench/.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
