/** What each command runs, from the top of the repository. */
export const COMMANDS = {
  start: ['infra/onebox/src/start/main.ts'],
  openapi: ['packages/api/src/document/write-document.ts'],
  test: ['infra/onebox/src/test/main.ts'],
  admin: ['apps/admin/src/main.ts'],
  bench: ['bench/src/main.ts'],
  'bench:micro': [
    'node_modules/vitest/vitest.mjs',
    'bench',
    '--run',
    '--config',
    'bench/micro/vitest.config.ts',
  ],
  audit: ['infra/audit/src/main.ts'],
  catalog: ['packages/catalog/src/refresh/main.ts'],
  structure: ['tests/structure/main.ts'],
  conformance: ['tests/conformance/publish.ts'],
  'prove:money': ['tests/proofs/money/main.ts'],
  'prove:streams': ['tests/proofs/streams/main.ts'],
  'prove:limits': ['tests/proofs/limits/main.ts'],
  'prove:isolation': ['tests/proofs/isolation/main.ts'],
  'prove:outages': ['tests/proofs/outages/main.ts'],
}
