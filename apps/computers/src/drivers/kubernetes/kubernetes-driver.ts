import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { KubeConfig } from '@kubernetes/client-node'
import type { Logger } from '@gptget/runtime'
import type { AppliedLimits, Channel, ComputerDriver, DesktopSpec, Usage } from '../driver.ts'
import { z } from 'zod'
import { connectToPod, type Pod } from './bridge.ts'
import { bytesOf, Cluster, cpusOf, isReady, type Sandbox } from './cluster.ts'
import { networkPolicies } from './network-policies.ts'
import { claimOf, homeClaimOf, nameOf, networkOf, resourcesOf, sandboxOf } from './sandbox-spec.ts'

export type KubernetesOptions = {
  namespace: string
  image: string
  runtimeClass: string | null
  storageClass: string | null
  /** A SandboxWarmPool of desktops with the usual screen and network; null: every desktop is started separately. */
  warmPool: string | null
  logger: Logger
  /** Default: as kubectl finds it, or the own cluster. */
  kubeConfig?: KubeConfig
}

/** A pod may have to wait for a node, and a node for the image. */
const START_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000
/** A node changes the limits of a running pod a moment later. */
const RESIZE_TIMEOUT_MS = 15_000
const LOOK_MS = 100
const WATCH_MS = 5_000
const USUAL_SCREEN = '1280x720'

/**
 * Desktops as pods of Kubernetes, with agent-sandbox (sigs.k8s.io/agent-sandbox, v1beta1): a computer is a Sandbox or a
 * SandboxClaim, its home a PersistentVolumeClaim. Stopping suspends it: the pod is deleted, the volume stays. The
 * cluster has the disks, so every service in it can take over another one's computers.
 * @throws Error if the cluster does not answer, or does not have sandboxes
 */
export const openKubernetesDriver = async (options: KubernetesOptions): Promise<ComputerDriver> => {
  const config = options.kubeConfig ?? new KubeConfig()
  if (options.kubeConfig === undefined) config.loadFromDefault()
  const cluster = new Cluster(config, options.namespace)
  await cluster.check()
  for (const policy of networkPolicies(options.namespace)) await cluster.create(policy)
  return new KubernetesDriver(options, cluster, await cluster.putScripts())
}

const usage = z.object({ memory_bytes: z.number(), cpu_ms: z.number(), pids: z.number() })

class KubernetesDriver implements ComputerDriver {
  readonly name = 'kubernetes'
  readonly outlivesService = true
  readonly sharedDisks: string
  readonly #options: KubernetesOptions
  readonly #cluster: Cluster
  readonly #scripts: string
  /** The pods of running desktops, by instance. */
  readonly #pods = new Map<string, Pod & { sandbox: string }>()
  readonly #listeners: ((instanceId: string) => void)[] = []
  readonly #watch: NodeJS.Timeout

  constructor(options: KubernetesOptions, cluster: Cluster, scripts: string) {
    this.#options = options
    this.#cluster = cluster
    this.#scripts = scripts
    this.sharedDisks = `kubernetes/${options.namespace}`
    this.#watch = setInterval(() => void this.#lookForEnded(), WATCH_MS).unref()
  }

  get summary(): string {
    const { namespace, runtimeClass, warmPool } = this.#options
    const words = [`pods in the namespace ${namespace}`, runtimeClass && `runtime ${runtimeClass}`]
    return [...words, warmPool && `warm pool ${warmPool}`].filter(Boolean).join(', ')
  }

  whyNot(): null {
    return null
  }

  async create(spec: DesktopSpec): Promise<void> {
    const pool = this.#options.warmPool
    const object =
      pool !== null && isUsual(spec)
        ? claimOf(this.#plan(), spec, pool)
        : sandboxOf(this.#plan(), spec, { operatingMode: 'Suspended' })
    await this.#cluster.create(object)
  }

  async start(spec: DesktopSpec): Promise<AppliedLimits> {
    const deadline = Date.now() + START_TIMEOUT_MS
    const name = await this.#nameOf(spec.instanceId, deadline)
    const before = await this.#cluster.sandbox(name)
    if (before === null) throw new Error(`There is no sandbox ${name}.`)
    const isJoined = isReady(before) && this.#pods.has(spec.instanceId)
    // The pod of a desktop that ended by itself stays until it is deleted.
    if (isJoined || (await this.#hasEnded(before))) await this.stop(spec.instanceId)
    await this.#cluster.patch(name, { spec: runningWith(before, spec) })
    for (;;) {
      const applied = await this.#join(spec, name)
      // A desktop from a pool runs already, with the pool's limits.
      if (applied !== null) return hasLimits(applied, spec) ? applied : this.resize(spec)
      if (Date.now() > deadline)
        throw new Error(`The pod of ${name} has no screen after ${START_TIMEOUT_MS} ms.`)
      await sleep(LOOK_MS)
    }
  }

  async #hasEnded(sandbox: Sandbox): Promise<boolean> {
    const phase = (await this.#cluster.pod(sandbox))?.status?.phase
    return phase === 'Failed' || phase === 'Succeeded'
  }

  adopt(spec: DesktopSpec): Promise<AppliedLimits | null> {
    return this.#nameOf(spec.instanceId, Date.now()).then((name) => this.#join(spec, name))
  }

  /** Connects to a desktop's pod and reads its limits; null if it is not ready. */
  async #join(spec: DesktopSpec, name: string): Promise<AppliedLimits | null> {
    const sandbox = await this.#cluster.sandbox(name)
    if (sandbox === null || !isReady(sandbox)) return null
    const pod = await this.#cluster.pod(sandbox)
    const [ip] = sandbox.status.podIPs
    const uid = pod?.metadata?.uid
    if (ip === undefined || uid === undefined) return null
    const reached = await connectToPod({ ip, uid }, 'rfb').catch(() => null)
    if (reached === null) return null
    reached.destroy()
    this.#pods.set(spec.instanceId, { ip, uid, sandbox: name })
    return this.#limitsOf(spec, sandbox)
  }

  async #limitsOf(spec: DesktopSpec, sandbox: Sandbox): Promise<AppliedLimits> {
    const pod = await this.#cluster.pod(sandbox)
    const [status] = pod?.status?.containerStatuses ?? []
    const limits = status?.resources?.limits ?? pod?.spec?.containers[0]?.resources?.limits
    return {
      cpus: cpusOf(limits?.['cpu']),
      memoryBytes: bytesOf(limits?.['memory']),
      pids: null,
      diskBytes: await this.#cluster.homeBytes(sandbox.metadata.name),
      network: networkOf(spec),
      notes: [
        'The number of processes is limited by the node (podPidsLimit).',
        ...(networkOf(spec) === spec.network
          ? []
          : ['Pods do not support an allowlist of names, so this one has no network.']),
      ],
    }
  }

  async stop(instanceId: string): Promise<void> {
    this.#pods.delete(instanceId)
    const name = await this.#nameOf(instanceId, Date.now()).catch(() => null)
    if (name === null || (await this.#cluster.sandbox(name)) === null) return
    await this.#cluster.patch(name, { spec: { operatingMode: 'Suspended' } })
    const deadline = Date.now() + STOP_TIMEOUT_MS
    for (;;) {
      const sandbox = await this.#cluster.sandbox(name)
      if (sandbox === null || (await this.#cluster.pod(sandbox)) === null) return
      if (Date.now() > deadline) throw new Error(`The pod of ${name} does not end.`)
      await sleep(LOOK_MS)
    }
  }

  async pause(instanceId: string): Promise<void> {
    await this.#askAgent(instanceId, 'POST', '/freeze')
  }

  async resume(instanceId: string): Promise<void> {
    await this.#askAgent(instanceId, 'POST', '/thaw')
  }

  async resize(spec: DesktopSpec): Promise<AppliedLimits> {
    const name = await this.#nameOf(spec.instanceId, Date.now())
    const sandbox = await this.#cluster.sandbox(name)
    const pod = sandbox === null ? null : await this.#cluster.pod(sandbox)
    const container = pod?.spec?.containers[0]?.name
    if (sandbox === null || container === undefined) throw new Error(`The pod of ${name} is gone.`)
    const hasRoom = await this.#cluster.resizePod(
      pod?.metadata?.name ?? name,
      container,
      resourcesOf(spec.limits),
    )
    if (!hasRoom) return withNote(await this.#limitsOf(spec, sandbox), NO_ROOM)
    const deadline = Date.now() + RESIZE_TIMEOUT_MS
    for (;;) {
      const applied = await this.#limitsOf(spec, sandbox)
      if (hasLimits(applied, spec)) return applied
      if (Date.now() > deadline) return withNote(applied, NOT_YET)
      await sleep(LOOK_MS)
    }
  }

  async remove(instanceId: string): Promise<void> {
    this.#pods.delete(instanceId)
    await this.#cluster.remove(nameOf(instanceId))
  }

  async snapshot(from: string, to: DesktopSpec): Promise<void> {
    const copyOf = homeClaimOf(await this.#nameOf(from, Date.now()))
    await this.#cluster.create(sandboxOf(this.#plan(), to, { operatingMode: 'Suspended', copyOf }))
  }

  async stats(instanceId: string): Promise<Usage> {
    const read = usage.parse(JSON.parse(await this.#askAgent(instanceId, 'GET', '/usage')))
    return { memoryBytes: read.memory_bytes, cpuMs: read.cpu_ms, pids: read.pids }
  }

  async connect(instanceId: string, channel: Channel) {
    const pod = this.#pods.get(instanceId)
    if (pod === undefined) throw new Error(`no desktop ${instanceId} runs here`)
    return connectToPod(pod, channel)
  }

  /** Those of this service; others of the cluster have their own. */
  async list(): Promise<string[]> {
    const ready = new Set((await this.#cluster.list()).filter(isReady).map(({ metadata }) => metadata.name))
    return [...this.#pods].filter(([, { sandbox }]) => ready.has(sandbox)).map(([instanceId]) => instanceId)
  }

  async #lookForEnded(): Promise<void> {
    const before = [...this.#pods.keys()]
    if (before.length === 0) return
    const running = await this.list().catch((error: unknown) => {
      this.#options.logger.warn({ err: error }, 'the cluster does not answer')
      return before
    })
    for (const instanceId of before)
      if (!running.includes(instanceId) && this.#pods.delete(instanceId))
        for (const listener of this.#listeners) listener(instanceId)
  }

  onEnded(listener: (instanceId: string) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    clearInterval(this.#watch)
  }

  /** The sandbox of a computer: its own, or the one of its claim, for which it may have to wait. */
  async #nameOf(instanceId: string, deadline: number): Promise<string> {
    for (;;) {
      const claimed = await this.#cluster.claimed(nameOf(instanceId))
      if (claimed === null) return nameOf(instanceId)
      if (claimed.sandbox !== '') return claimed.sandbox
      if (Date.now() >= deadline)
        throw new Error(`The claim ${nameOf(instanceId)} got no sandbox: ${claimed.message}`)
      await sleep(LOOK_MS)
    }
  }

  #plan() {
    return { ...this.#options, scripts: this.#scripts }
  }

  async #askAgent(instanceId: string, method: 'GET' | 'POST', path: string): Promise<string> {
    const socket = await this.connect(instanceId, 'agent')
    return new Promise((resolve, reject) => {
      const outgoing = request({ createConnection: () => socket, method, path }, (response) => {
        let text = ''
        response.on('data', (bytes: Buffer) => (text += bytes.toString()))
        response.on('end', () => resolve(text))
      })
      outgoing.once('error', reject)
      outgoing.end()
    })
  }
}

const NO_ROOM = 'Its node is too small for these limits. Stop and start it to move it to another one.'
const NOT_YET = 'Its node has not changed its limits yet.'

const withNote = (applied: AppliedLimits, note: string): AppliedLimits => ({
  ...applied,
  notes: [...applied.notes, note],
})

const hasLimits = (applied: AppliedLimits, { limits }: DesktopSpec): boolean =>
  applied.cpus === limits.cpus && applied.memoryBytes === limits.memoryBytes

/** A merge patch replaces lists as a whole. The next pod has the limits of the computer as it is now. */
const runningWith = ({ spec: { podTemplate } }: Sandbox, { limits }: DesktopSpec) => {
  const [desktop, ...others] = podTemplate.spec.containers
  const containers = [{ ...desktop, resources: resourcesOf(limits) }, ...others]
  return { operatingMode: 'Running', podTemplate: { spec: { containers } } }
}

/** What a pool has ready. */
const isUsual = ({ network, resolution: { width, height } }: DesktopSpec): boolean =>
  network === 'internet' && `${width}x${height}` === USUAL_SCREEN
