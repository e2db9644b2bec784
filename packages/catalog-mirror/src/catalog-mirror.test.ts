import { connectBus } from '@gptget/bus'
import { catalogChanged, readCatalog } from '@gptget/contracts'
import { createLogger } from '@gptget/runtime'
import { startTestNats } from '@gptget/testkit'
import { expect, it, vi } from 'vitest'
import { mirrorCatalog } from './catalog-mirror.ts'

it('a mirror of the catalog tells callers to retry until a router has sent the models, and only then reports unknown ones', async () => {
  const nats = await startTestNats()
  const connect = (name: string) => connectBus({ url: nats.url, name, onError: () => {} })
  const [edge, router] = await Promise.all([connect('edge'), connect('router')])
  const catalog = mirrorCatalog(edge, createLogger('edge', { LOG_LEVEL: 'silent' }))
  expect(() => catalog.model('any/model')).toThrow(expect.objectContaining({ code: 'service_unavailable' }))
  expect(() => catalog.models()).toThrow(expect.objectContaining({ code: 'service_unavailable' }))

  router.serve(readCatalog, () => ({ version: 'first', models: [] }))
  await router.flush()
  router.emit(catalogChanged, { version: 'first' })
  await vi.waitUntil(() => catalog.isLoaded(), { timeout: 10_000 })
  expect(() => catalog.model('any/model')).toThrow(expect.objectContaining({ code: 'model_not_found' }))
  expect(catalog.models()).toEqual([])

  catalog.stop()
  await Promise.all([edge.close(), router.close()])
  await nats.stop()
})

it('a mirror of the catalog writes no stack traces while routers are starting', async () => {
  const nats = await startTestNats()
  const edge = await connectBus({ url: nats.url, name: 'edge', onError: () => {} })
  const lines: Record<string, unknown>[] = []
  const logger = createLogger('edge', { LOG_LEVEL: 'silent' })
  const note = (first: unknown, second?: string) =>
    lines.push(typeof first === 'string' ? { msg: first } : { ...(first as object), msg: second })
  const catalog = mirrorCatalog(edge, Object.assign(logger, { info: note, warn: note }))
  await new Promise((resolve) => setTimeout(resolve, 1_200))
  expect(lines).toEqual([{ msg: 'waiting for a router to tell the models' }])
  catalog.stop()
  await edge.close()
  await nats.stop()
})
