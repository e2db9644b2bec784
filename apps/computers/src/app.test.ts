import { OPERATIONS } from '@gptget/api'
import { expect, it } from 'vitest'
import { createApp } from './app.ts'
import type { Context } from './context.ts'

/** Routes without a key. */
const UNDOCUMENTED_ROUTES = ['GET /healthz', 'GET /readyz', 'GET /host', 'GET /i/:instance/*']

it('the service serves every operation of the reference that belongs to it, and no other route', () => {
  // Mounting routes does not use their dependencies.
  const routes = createApp({} as Context, {}).routes.filter(({ method }) => method !== 'ALL')
  const served = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  const own = OPERATIONS.filter(({ service }) => service === 'computers').map(({ route }) => route)
  expect([...served].toSorted()).toEqual([...new Set([...own, ...UNDOCUMENTED_ROUTES])].toSorted())
})
