import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'oxlint'

/** The names of the packages in a folder of the workspace, as they are imported. */
const packagesIn = (area: string): string[] =>
  readdirSync(new URL(`${area}/`, import.meta.url)).flatMap((folder) => {
    try {
      const file = readFileSync(new URL(`${area}/${folder}/package.json`, import.meta.url), 'utf8')
      return [(JSON.parse(file) as { name: string }).name]
    } catch {
      // Not a package: a folder of files for containers, say.
      return []
    }
  })

/**
 * An app is a service or the operator's command line: what has a folder in `apps` is known here without being listed.
 */
const APPS = packagesIn('apps')
const PACKAGES = packagesIn('packages')
const INFRA = packagesIn('infra')

const NO_SERVICES = {
  group: ['**/apps/**', '**/infra/**', ...APPS, ...INFRA],
  message: 'A package must not know the services.',
}

/** Everything of ours but these. */
const nothingBut = (names: readonly string[], message: string) => ({
  group: ['@gptget/*', ...names.map((name) => `!${name}`)],
  message,
})

const NO_INPUT_OR_OUTPUT = {
  group: [
    ...['fs', 'net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns'].flatMap((name) => [
      name,
      `${name}/*`,
      `node:${name}`,
      `node:${name}/*`,
    ]),
    ...['child_process', 'worker_threads', 'timers'].flatMap((name) => [
      name,
      `node:${name}`,
      `node:${name}/*`,
    ]),
    'undici',
  ],
  message: 'The protocol is pure: no I/O, no clock.',
}

type Patterns = { group: string[]; message: string }[]

const restrictImports = (files: string[], patterns: Patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] as const },
})

export default defineConfig({
  plugins: ['typescript', 'import', 'promise', 'unicorn', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'off',
    'no-empty': ['error', { allowEmptyCatch: false }],
    'no-console': 'error',
    'import/no-cycle': 'error',
    'no-await-in-loop': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/no-array-sort': 'off',
    'no-shadow': 'off',
    'import/no-unassigned-import': 'off',
    // A test that does not apply is not defined, so that none is reported as skipped.
    'vitest/no-conditional-tests': 'off',
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expectWithin', 'assert'] }],
  },
  overrides: [
    {
      files: [
        'infra/**',
        'apps/admin/**',
        'apps/cli/src/build/**',
        'bench/**',
        'examples/**',
        'tests/conformance/suites/checks/**',
      ],
      rules: { 'no-console': 'off' },
    },
    {
      files: ['bench/micro/**'],
      rules: { 'vitest/expect-expect': 'off', 'vitest/valid-title': 'off' },
    },
    restrictImports(['packages/**'], [NO_SERVICES]),
    restrictImports(
      ['packages/protocol/src/**'],
      [
        NO_SERVICES,
        nothingBut(
          ['@gptget/protocol', '@gptget/contracts', '@gptget/errors'],
          'The protocol builds on contracts and errors alone.',
        ),
        NO_INPUT_OR_OUTPUT,
      ],
    ),
    restrictImports(
      ['packages/providers/src/**'],
      [
        NO_SERVICES,
        nothingBut(
          ['@gptget/contracts', '@gptget/errors', '@gptget/protocol', '@gptget/testkit'],
          'Providers build on the protocol alone.',
        ),
      ],
    ),
    restrictImports(
      ['apps/**'],
      [
        nothingBut(PACKAGES, 'Services meet on the bus: they import packages, never each other.'),
        {
          group: ['../../../*/src/**', '../../../../*/src/**', '**/apps/**'],
          message: 'Services meet on the bus: they never import each other.',
        },
      ],
    ),
    restrictImports(['packages/protocol/src/**/*.test.ts', 'packages/protocol/tests/**'], [NO_SERVICES]),
  ],
  ignorePatterns: ['**/fixtures/**'],
})
