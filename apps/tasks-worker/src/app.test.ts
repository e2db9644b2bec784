import { OPERATIONS } from '@gptget/api'
import { expect, it } from 'vitest'
import { createApp } from './app.ts'
import type { Context } from './context.ts'

/** Routes that no key is needed for. */
const UNDOCUMENTED_ROUTES = ['GET /healthz', 'GET /readyz']

it('serves every operation of the reference that is its own, and no route that is not there', () => {
  // Mounting routes asks nothing of what they work with.
  const routes = createApp({} as Context, {}).routes.filter(({ method }) => method !== 'ALL')
  const served = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  const own = OPERATIONS.filter(({ service }) => service === 'tasks-worker').map(({ route }) => route)
  expect([...served].toSorted()).toEqual([...new Set([...own, ...UNDOCUMENTED_ROUTES])].toSorted())
})
