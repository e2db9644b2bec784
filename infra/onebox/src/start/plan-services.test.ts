import { HOSTED, type HostedName } from '@gptget/host/services'
import { describe, expect, it } from 'vitest'
import {
  localProvider,
  planApart,
  planColocated,
  planLocalModel,
  type LocalModel,
  type PlanInput,
} from './plan-services.ts'

const input: PlanInput = {
  repository: '/clone',
  bundle: undefined,
  options: {
    port: 18_080,
    dataDirectory: '/data',
    configurationFile: '/etc/gptget.yaml',
    replicas: {
      ...(Object.fromEntries(HOSTED.map(({ name }) => [name, 1])) as Record<HostedName, number>),
      'edge-gateway': 2,
      router: 2,
    },
    colocated: [],
  },
  env: { PATH: '/bin', OPENAI_API_KEY: 'sk-secret', DATABASE_URL: 'postgres://operator' },
  drainMs: 45_000,
  natsUrlOf: (user) => `nats://${user}:secret@127.0.0.1:1`,
  databaseUrlOf: (schema) => `postgres://${schema}`,
  takePort: async () => 5555,
  takeMetricsPort: async ({ metricsPortOffset }, replica) => 6000 + metricsPortOffset + replica,
}
const model: LocalModel = {
  id: 'local/tiny',
  path: '/cache/tiny.gguf',
  name: 'Tiny',
  contextTokens: 256,
  port: 6666,
}

const processesOf = async (from: PlanInput) => {
  const plans = [
    await planApart(from, 'tasks-worker'),
    await planApart(from, 'docs'),
    await planColocated(from, []),
  ]
  return plans.flat().map(({ services }) => services)
}

const memoryOf = async (from: PlanInput) => {
  const colocated = await planColocated(
    { ...from, options: { ...from.options, colocated: ['billing', 'router'] } },
    [],
  )
  const plans = [
    ...(await planApart(from, 'edge-gateway')).slice(1),
    ...(await planApart(from, 'billing')),
    ...colocated,
  ]
  return plans.map((plan) => [plan.env.NODE_OPTIONS, plan.env.MALLOC_ARENA_MAX])
}

describe('the plan of a start', () => {
  it('gives each edge the next port', async () => {
    const plans = await planApart(input, 'edge-gateway')
    expect(plans.map(({ url, env }) => [url, env.PORT])).toEqual([
      ['http://127.0.0.1:18080', '18080'],
      ['http://127.0.0.1:18081', '18081'],
    ])
  })

  it('limits the memory of processes unless the operator sets it', async () => {
    const env = { ...input.env, NODE_OPTIONS: '--max-semi-space-size=64', MALLOC_ARENA_MAX: '4' }
    expect(await memoryOf(input)).toEqual([
      ['--max-semi-space-size=16', '1'],
      ['--max-semi-space-size=8', '1'],
      ['--max-semi-space-size=16', '1'],
    ])
    expect(await memoryOf({ ...input, env })).toEqual([
      ['--max-semi-space-size=16 --max-semi-space-size=64', '4'],
      ['--max-semi-space-size=8 --max-semi-space-size=64', '4'],
      ['--max-semi-space-size=16 --max-semi-space-size=64', '4'],
    ])
  })

  it('runs the bundle of what is bundled, and the sources of the rest', async () => {
    const bundled = { ...input, bundle: '/bundle' }
    const plans = [
      ...(await planApart(bundled, 'billing')),
      ...(
        await planColocated({ ...bundled, options: { ...input.options, colocated: ['router'] } }, [])
      ).slice(1),
      ...(await planApart(bundled, 'tasks-worker')),
      await planLocalModel(bundled, model),
    ]
    expect(plans.map(({ entry, env }) => [entry, env.NODE_COMPILE_CACHE])).toEqual([
      ['/bundle/billing.mjs', '/bundle/compiled'],
      ['/bundle/router.mjs', '/bundle/compiled'],
      ['/bundle/host.mjs', '/bundle/compiled'],
      ['/clone/apps/local-model/src/main.ts', undefined],
    ])
  })

  it('applies the operator’s drain time to edges only', async () => {
    const plans = [
      ...(await planApart(input, 'edge-gateway')).slice(1),
      ...(await planApart(input, 'billing')),
    ]
    expect(plans.map(({ drainMs }) => drainMs)).toEqual([45_000, 20_000])
  })

  it('passes provider keys to routers only', async () => {
    const others = [
      ...(await planApart(input, 'edge-gateway')),
      ...(await planApart(input, 'billing')),
      await planLocalModel(input, model),
    ]
    expect(others.map(({ env }) => env.OPENAI_API_KEY)).toEqual(others.map(() => undefined))
    const routers = await planApart(input, 'router', [])
    expect(routers.map(({ env }) => env.OPENAI_API_KEY)).toEqual(['sk-secret', 'sk-secret'])
  })

  it('passes the database URL only to services with tables', async () => {
    const others = [
      ...(await planApart(input, 'edge-gateway')),
      ...(await planApart(input, 'router', [])),
      await planLocalModel(input, model),
    ]
    expect(others.map(({ env }) => env.DATABASE_URL)).toEqual(others.map(() => undefined))
    const [billing] = await planApart(input, 'billing')
    const [tasksWorker] = await planApart(input, 'tasks-worker')
    expect(billing?.env.DATABASE_URL).toBe('postgres://billing')
    expect(tasksWorker?.env).toMatchObject({
      DATABASE_URL: 'postgres://tasks',
      MEDIA_PROXY_DATABASE_URL: 'postgres://media',
    })
  })

  it('passes the configuration and the local models to routers', async () => {
    const [router] = await planApart(input, 'router', [localProvider(model)])
    expect(router?.env.GPTGET_CONFIG).toBe('/etc/gptget.yaml')
    expect(JSON.parse(router?.env.GPTGET_DISCOVERED_PROVIDERS ?? '')).toEqual([
      {
        id: 'local',
        dialect: 'openai-chat',
        base_url: 'http://127.0.0.1:6666/v1',
        models: [
          { id: 'local/tiny', upstream_model: 'tiny', name: 'Tiny', context_tokens: 256 },
          {
            id: 'local/universal-sentence-encoder-lite',
            upstream_model: 'universal-sentence-encoder-lite',
            name: 'Universal Sentence Encoder Lite (English)',
            context_tokens: 2048,
            output: 'embeddings',
          },
          {
            id: 'local/flite',
            upstream_model: 'flite',
            name: 'Flite (English)',
            output: 'speech',
            voices: ['slt', 'rms', 'awb', 'kal16'],
          },
          {
            id: 'local/moonshine-tiny',
            upstream_model: 'moonshine-tiny',
            name: 'Moonshine Tiny (English)',
            output: 'transcription',
          },
        ],
      },
    ])
  })

  it('puts all colocated services into one process for each edge', async () => {
    const options = { ...input.options, colocated: ['edge-gateway' as const, 'router' as const] }
    const together = { ...input, options }
    const plans = await planColocated(together, [])
    expect(plans.map(({ url, services, args }) => [url, services, args])).toEqual([
      ['http://127.0.0.1:18080', ['edge-gateway', 'router'], ['edge-gateway,router']],
      ['http://127.0.0.1:18081', ['edge-gateway', 'router'], ['edge-gateway,router']],
    ])
    expect(plans[0]?.env).toMatchObject({ OPENAI_API_KEY: 'sk-secret', GPTGET_CONFIG: '/etc/gptget.yaml' })
    expect(plans[0]?.env.DATABASE_URL).toBeUndefined()
    expect([await planApart(together, 'edge-gateway'), await planApart(together, 'router', [])]).toEqual([
      [],
      [],
    ])
    expect(await planApart(together, 'billing')).toHaveLength(1)
  })

  it('returns the URL of each service in a shared process', async () => {
    let port = 7000
    const together = { ...input, takePort: async () => ++port }
    const [plan] = await planApart(together, 'tasks-worker')
    expect(plan?.urls).toMatchObject({
      'tasks-worker': plan?.url,
      'media-proxy': `http://127.0.0.1:${plan?.env.MEDIA_PROXY_PORT}`,
    })
    expect(new Set(Object.values(plan!.urls)).size).toBe(plan?.services.length)
  })

  it('gives a service with files a folder in the data folder, or the operator’s', async () => {
    const [own] = await planApart(input, 'tasks-worker')
    expect(own?.env.MEDIA_DIRECTORY).toBe('/data/media-proxy')
    const [named] = await planApart({ ...input, env: { MEDIA_DIRECTORY: '/srv/media' } }, 'tasks-worker')
    expect(named?.env.MEDIA_DIRECTORY).toBe('/srv/media')
  })

  it('puts a small service into the process of another', async () => {
    expect(await processesOf(input)).toEqual([['tasks-worker', 'media-proxy', 'docs', 'console']])
    const sharing = (colocated: PlanInput['options']['colocated']) => ({
      ...input,
      options: { ...input.options, replicas: { ...input.options.replicas, 'edge-gateway': 1 }, colocated },
    })
    expect(await processesOf(sharing(['edge-gateway', 'tasks-worker']))).toEqual([
      ['edge-gateway', 'tasks-worker', 'media-proxy', 'docs', 'console'],
    ])
    expect(await processesOf(sharing(['edge-gateway', 'docs']))).toEqual([
      ['tasks-worker', 'media-proxy', 'console'],
      ['edge-gateway', 'docs'],
    ])
  })
})
