import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/desktop-image'
import { createLogger } from '@gptget/runtime'
import { CoreV1Api, KubernetesObjectApi, loadAllYaml, type KubernetesObject } from '@kubernetes/client-node'
import { describe, expect, it, vi } from 'vitest'
import { openBwrapDriver } from '../src/drivers/bwrap/bwrap-driver.ts'
import { openKubernetesDriver } from '../src/drivers/kubernetes/kubernetes-driver.ts'
import { SPEC } from './kubernetes/desktop-spec.ts'
import { joinCluster, whyNoCluster } from './kubernetes/real-cluster.ts'

const POOL = path.join(import.meta.dirname, '../../../infra/computers/warm-pool.yaml')
const logger = createLogger('computers', { LOG_LEVEL: 'silent' })
const cacheDir = resolveCacheDirectory(process.env)
const reason = whyNoCluster()

describe.skipIf(reason !== null)(`a warm pool${reason === null ? '' : ` — NOT RUN: ${reason}`}`, () => {
  vi.setConfig({ testTimeout: 120_000 })

  it('with a real API server, a computer gets a running desktop and keeps its home', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'gptget-drivers-'))
    const bwrap = await openBwrapDriver({ directory, cacheDir, logger })
    const { config, admin, namespace, close } = await joinCluster(bwrap, directory)
    const options = { namespace, image: 'desktop', runtimeClass: null, storageClass: null, logger }
    const driver = await openKubernetesDriver({ ...options, warmPool: 'usual', kubeConfig: config })
    const objects = KubernetesObjectApi.makeApiClient(admin)
    const core = admin.makeApiClient(CoreV1Api)
    try {
      const maps = await core.listNamespacedConfigMap({ namespace })
      const scripts = maps.items.map(({ metadata }) => metadata!.name!).find((name) => /desktop/.test(name))!
      const text = (await readFile(POOL, 'utf8')).replace('gptget-desktop-FILL-IN', scripts)
      const pool = loadAllYaml(text) as KubernetesObject[]
      for (const object of pool) await objects.create(object)
      const readyPods = async (): Promise<string[]> =>
        (await core.listNamespacedPod({ namespace })).items.flatMap(({ metadata, status }) =>
          status?.phase === 'Running' ? [metadata!.name!] : [],
        )
      await vi.waitFor(async () => expect(await readyPods()).toHaveLength(3), {
        timeout: 60_000,
        interval: 200,
      })
      const waiting = await readyPods()

      await driver.create(SPEC)
      const startedAt = performance.now()
      const applied = await driver.start(SPEC)
      const tookMs = performance.now() - startedAt
      expect(applied).toMatchObject({ cpus: 2, memoryBytes: 4 * 1024 ** 3, network: 'internet' })
      const { items } = await core.listNamespacedPod({ namespace })
      const given = items.find(
        ({ metadata }) => metadata?.annotations?.['gptget.com/instance'] === SPEC.instanceId,
      )
      expect(waiting).toContain(given?.metadata?.name)
      expect(tookMs).toBeLessThan(5_000)

      await driver.stop(SPEC.instanceId)
      expect(await driver.list()).toEqual([])
      await driver.start(SPEC)
      expect(await driver.list()).toEqual([SPEC.instanceId])
      await driver.remove(SPEC.instanceId)
      for (const object of pool.toReversed()) await objects.delete(object)
      await vi.waitFor(async () => expect(await readyPods()).toEqual([]), { timeout: 60_000, interval: 200 })
    } finally {
      await driver.close()
      await close()
      await rm(directory, { recursive: true, force: true })
    }
  })
})
