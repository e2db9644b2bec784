/** The arguments for node of each command, relative to the top of the repository. */
export const COMMANDS = {
  // This process runs as long as the platform and does little, so V8 can use small memory areas.
  start: ['--max-semi-space-size=1', 'infra/onebox/src/start/main.ts'],
  dashboards: ['infra/observability/src/main.ts'],
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
  'computers:install': ['packages/desktop-image/src/main.ts'],
  audit: ['infra/audit/src/main.ts'],
  catalog: ['packages/catalog/src/refresh/main.ts'],
  lighthouse: [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'tests/console/lighthouse/vitest.config.ts',
  ],
  structure: ['tests/structure/main.ts'],
  conformance: ['tests/conformance/publish.ts'],
  'deploy:test': ['infra/docker/trial/main.ts'],
  'sdk:test': ['tests/sdks/main.ts'],
  'prove:money': ['tests/proofs/money/main.ts'],
  'prove:streams': ['tests/proofs/streams/main.ts'],
  'prove:limits': ['tests/proofs/limits/main.ts'],
  'prove:isolation': ['tests/proofs/isolation/main.ts'],
  'prove:computers': ['tests/proofs/computers/main.ts'],
  'prove:agent': ['tests/proofs/agent/main.ts'],
  'prove:media': ['tests/proofs/media/main.ts'],
  'prove:realtime': ['tests/proofs/realtime/main.ts'],
  'prove:tasks': ['tests/proofs/tasks/main.ts'],
  'prove:outages': ['tests/proofs/outages/main.ts'],
}

/** Commands that serve the console's pages. */
export const NEEDS_PAGES = new Set(['deploy:test'])

/** Commands that run the bundled services, which include the console's pages. */
export const NEEDS_SERVICES = new Set(['start', 'test', 'bench'])
