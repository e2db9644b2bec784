import { defineConfig } from 'vitest/config'

/** Tests that measure memory, allocations or time: nothing runs beside them. */
const measuring = [
  'tests/body-budget.test.ts',
  'tests/cost/**/*.test.ts',
  'tests/growing-holds.test.ts',
  'tests/large-bodies.test.ts',
]

const shared = {
  // On a busy machine a platform of ten processes takes a minute to start. What must be fast is measured in bench/.
  testTimeout: 60_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 10_000 } },
}

export default defineConfig({
  test: {
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          include: [
            '{apps,packages}/*/{src,tests,web}/**/*.test.ts',
            'infra/**/*.test.ts',
            'tests/**/*.test.ts',
            'bench/src/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...measuring],
          // Most files wait for processes they started more than they compute.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'alone', include: measuring, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
