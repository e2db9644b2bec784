import { defineConfig } from 'vitest/config'

/** Tests that measure memory, allocations or time: nothing runs beside them. */
const measuring = ['tests/body-budget.test.ts', 'tests/cost/**/*.test.ts']

/**
 * Tests that need a fresh process: they depend on when code is loaded, or leave something that waits when they end.
 */
const apart = [
  '{apps,packages}/*/tests/**/*.test.ts',
  'infra/**/*.test.ts',
  'bench/src/**/*.test.ts',
  'apps/edge-gateway/src/pipeline/rate-limit/*.test.ts',
  'packages/callers/**/*.test.ts',
  'packages/runtime/**/*.test.ts',
  'packages/threads/**/*.test.ts',
  'packages/tokenizer/**/*.test.ts',
]

const shared = {
  // On a busy machine a platform of ten processes takes a minute to start. What must be fast is measured in bench/.
  testTimeout: 60_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 10_000 } },
}

/** `isolate`: each file has a process of its own. */
type Files = { include: string[]; exclude: string[]; isolate: boolean }

const together = (name: string, { include, exclude, isolate }: Files) => ({
  test: {
    ...shared,
    name,
    include,
    exclude: ['**/node_modules/**', ...exclude],
    isolate,
    // Most files wait for processes they started more than they compute.
    maxWorkers: 2,
    sequence: { groupOrder: 0 },
  },
})

export default defineConfig({
  test: {
    globalSetup: ['packages/testkit/src/infrastructure/global-setup.ts'],
    projects: [
      // Projects run in the order of their names: the long files come first, so that no process waits at the end. Each
      // of these files has a process of its own: after half of them, a shared one had grown to 3.7 GB.
      together('platform', { include: ['tests/**/*.test.ts'], exclude: measuring, isolate: true }),
      // These share their processes, because loading the code takes longer than most files do.
      together('sources', {
        include: ['{apps,packages}/*/{src,web}/**/*.test.ts'],
        exclude: apart,
        isolate: false,
      }),
      together('sources-apart', { include: apart, exclude: [], isolate: true }),
      { test: { ...shared, name: 'alone', include: measuring, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
