import { defineService } from '@gptget/runtime/manifest'
import { SCHEMA_NAME } from './db/schema/index.ts'

export const manifest = defineService({
  name: 'billing',
  summary: 'accounts, keys, credit and the ledger',
  tables: SCHEMA_NAME,
  metricsPortOffset: 40,
  startAfter: [],
  // It books the usage that others report while they stop, and takes back the credit that they release.
  stopAfter: ['edge-gateway', 'router', 'tasks-worker', 'computers', 'realtime'],
  memory: { semiSpaceMib: 8 },
  isBundled: true,
  load: () => import('./index.ts'),
})
