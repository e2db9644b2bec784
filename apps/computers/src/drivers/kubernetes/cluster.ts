import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { DESKTOP_DIRECTORY } from '@gptget/desktop-image'
import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  type KubernetesObject,
} from '@kubernetes/client-node'
import { z } from 'zod'
import { CLAIMS, homeClaimOf, SANDBOXES } from './sandbox-spec.ts'

const sandbox = z.object({
  metadata: z.object({
    name: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    operatingMode: z.enum(['Running', 'Suspended']).default('Running'),
    podTemplate: z.object({ spec: z.object({ containers: z.array(z.looseObject({})) }) }),
  }),
  status: z
    .object({
      podIPs: z.array(z.string()).default([]),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .default({ podIPs: [], conditions: [] }),
})
export type Sandbox = z.output<typeof sandbox>

const claim = z.object({
  status: z
    .object({
      sandbox: z.object({ name: z.string().default('') }).default({ name: '' }),
      conditions: z.array(z.object({ message: z.string().default('') })).default([]),
    })
    .default({ sandbox: { name: '' }, conditions: [] }),
})

/** On a sandbox whose pod has a different name: one from a pool. */
const POD_NAME = 'agents.x-k8s.io/pod-name'

export const isReady = ({ spec, status }: Sandbox): boolean =>
  spec.operatingMode === 'Running' &&
  status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')

/** What desktops need of a cluster: sandboxes of agent-sandbox, their pods and their volumes. */
export class Cluster {
  readonly namespace: string
  readonly #objects: KubernetesObjectApi
  readonly #core: CoreV1Api

  constructor(config: KubeConfig, namespace: string) {
    this.namespace = namespace
    this.#objects = KubernetesObjectApi.makeApiClient(config)
    this.#core = config.makeApiClient(CoreV1Api)
  }

  /** @throws Error if the cluster does not answer, or does not have sandboxes */
  async check(): Promise<void> {
    await this.list()
  }

  /** Every sandbox of the namespace: one from a pool does not have our labels. */
  async list(): Promise<Sandbox[]> {
    const { items } = await this.#objects.list(SANDBOXES.apiVersion, SANDBOXES.kind, this.namespace)
    return items.map((item) => sandbox.parse(item))
  }

  /** Does nothing if it already exists. */
  async create(object: KubernetesObject): Promise<void> {
    try {
      await this.#objects.create(object)
    } catch (error) {
      if (!(error instanceof ApiException) || error.code !== 409) throw error
    }
  }

  async sandbox(name: string): Promise<Sandbox | null> {
    const found = await unlessMissing(this.#objects.read(this.#named(SANDBOXES, name)))
    return found === null ? null : sandbox.parse(found)
  }

  /** The sandbox of a claim, '' while it waits, and what its controller says; null if the claim does not exist. */
  async claimed(name: string): Promise<{ sandbox: string; message: string } | null> {
    const found = await unlessMissing(this.#objects.read(this.#named(CLAIMS, name)))
    if (found === null) return null
    const { sandbox, conditions } = claim.parse(found).status
    return { sandbox: sandbox.name, message: conditions.map(({ message }) => message).join(' ') }
  }

  async patch(name: string, changes: object): Promise<void> {
    const object = { ...this.#named(SANDBOXES, name), ...changes }
    const none = [undefined, undefined, undefined, undefined] as const
    await this.#objects.patch(object, ...none, PatchStrategy.MergePatch)
  }

  async remove(name: string): Promise<void> {
    for (const kind of [CLAIMS, SANDBOXES]) await unlessMissing(this.#objects.delete(this.#named(kind, name)))
  }

  async pod({ metadata: { name, annotations } }: Sandbox) {
    const pod = { name: annotations[POD_NAME] ?? name, namespace: this.namespace }
    return unlessMissing(this.#core.readNamespacedPod(pod))
  }

  /** Changes the limits of a running pod (Kubernetes 1.33). Returns whether its node has room for them. */
  async resizePod(name: string, container: string, resources: object): Promise<boolean> {
    try {
      await this.#core.patchNamespacedPodResize(
        {
          name,
          namespace: this.namespace,
          body: { spec: { containers: [{ name: container, resources }] } },
        },
        setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
      )
      return true
    } catch (error) {
      if (!isForCapacity(error)) throw error
      return false
    }
  }

  /** The size of a home's volume, null if it does not exist yet. */
  async homeBytes(name: string): Promise<number | null> {
    const volume = { name: homeClaimOf(name), namespace: this.namespace }
    const found = await unlessMissing(this.#core.readNamespacedPersistentVolumeClaim(volume))
    return bytesOf(found?.status?.capacity?.['storage'] ?? found?.spec?.resources?.requests?.['storage'])
  }

  /** Stores the scripts of every desktop in the cluster, named by their content, and returns the name. */
  async putScripts(): Promise<string> {
    const names = (await readdir(DESKTOP_DIRECTORY, { withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    )
    const data = Object.fromEntries(
      await Promise.all(
        names.map(
          async ({ name }) => [name, await readFile(path.join(DESKTOP_DIRECTORY, name), 'utf8')] as const,
        ),
      ),
    )
    const version = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 12)
    const name = `gptget-desktop-${version}`
    const map = { apiVersion: 'v1', kind: 'ConfigMap', data, immutable: true }
    await this.create({ ...map, metadata: { name, namespace: this.namespace } })
    return name
  }

  #named(kind: { apiVersion: string; kind: string }, name: string) {
    return { ...kind, metadata: { name, namespace: this.namespace } }
  }
}

const refusal = z.object({ details: z.object({ causes: z.array(z.object({ reason: z.string() })) }) })

/** The API server refuses what a node could never give (seen in Kubernetes 1.37: 403 with this cause). */
const isForCapacity = (error: unknown): boolean => {
  if (!(error instanceof ApiException) || error.code !== 403) return false
  const { data } = refusal.safeParse(JSON.parse(String(error.body)))
  return data?.details.causes.some(({ reason }) => reason === 'NodeCapacity') ?? false
}

const unlessMissing = async <Found>(asked: Promise<Found>): Promise<Found | null> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return null
    throw error
  }
}

const UNITS: Record<string, number> = {
  '': 1,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
}

/** A quantity of bytes in Kubernetes' format (`8Gi`). */
export const bytesOf = (quantity: string | undefined): number | null => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity ?? '') ?? []
  const factor = UNITS[unit]
  return digits === '' || factor === undefined ? null : Math.round(Number(digits) * factor)
}

/** A quantity of processors: `2`, `500m`. */
export const cpusOf = (quantity: string | undefined): number | null => {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity ?? '') ?? []
  if (digits === '') return null
  return unit === 'm' ? Number(digits) / 1_000 : Number(digits)
}
