import { defineConfig } from 'vitest/config'

/** Tests that measure memory, allocations or time: nothing runs beside them. */
const measuring = ['tests/body-budget.test.ts', 'tests/cost/**/*.test.ts']

/** Tests that depend on when their code is loaded: each runs in a fresh process. */
const apart = ['packages/runtime/src/http-server.test.ts']

const shared = {
  // On a busy machine a platform of ten processes takes a minute to start. What must be fast is measured in bench/.
  testTimeout: 60_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 10_000 } },
}

const together = (name: string, include: string[], exclude: string[]) => ({
  test: {
    ...shared,
    name,
    include,
    exclude: ['**/node_modules/**', ...exclude],
    isolate: false,
    // Most files wait for processes they started more than they compute.
    maxWorkers: 2,
    sequence: { groupOrder: 0 },
  },
})

export default defineConfig({
  test: {
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    projects: [
      // Files of a project share their processes, because loading the services takes longer than most files do. The
      // long files come first (projects run in the order of their names), so that no process waits at the end.
      together('platform', ['tests/**/*.test.ts'], measuring),
      together(
        'sources',
        ['{apps,packages}/*/{src,tests,web}/**/*.test.ts', 'infra/**/*.test.ts', 'bench/src/**/*.test.ts'],
        apart,
      ),
      {
        test: {
          ...shared,
          name: 'sources-apart',
          include: apart,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'alone', include: measuring, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
