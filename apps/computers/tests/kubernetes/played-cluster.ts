import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { DESKTOP_DIRECTORY } from '@gptget/desktop-image'
import { KubeConfig } from '@kubernetes/client-node'
import type { ComputerDriver, DesktopSpec } from '../../src/drivers/driver.ts'
import { findHost } from '../../src/drivers/host/find-host.ts'
import { BRIDGE_PORT } from '../../src/drivers/kubernetes/bridge.ts'
import { bytesOf } from '../../src/drivers/kubernetes/cluster.ts'
import { ScriptedApi, type KubeObject } from './scripted-api.ts'

type SandboxSpec = {
  operatingMode: 'Running' | 'Suspended'
  podTemplate: { metadata: object; spec: { containers: { env: { name: string; value?: string }[] }[] } }
  volumeClaimTemplates: {
    metadata: { name: string }
    spec: { resources: { requests: { storage: string } }; dataSource?: { name: string } }
  }[]
}
type Running = { bridge: ChildProcess }

/**
 * Plays agent-sandbox's controller and a kubelet over a scripted API: each pod is a real desktop in bubblewrap behind
 * the real bridge, on its own loopback address.
 */
export class PlayedCluster {
  readonly api = new ScriptedApi()
  readonly #bwrap: ComputerDriver
  readonly #runDirectory: string
  readonly #running = new Map<string, Running>()
  #turn: Promise<unknown> = Promise.resolve()
  #pods = 0

  private constructor(bwrap: ComputerDriver, runDirectory: string) {
    this.#bwrap = bwrap
    this.#runDirectory = runDirectory
    this.api.onChange = (object, isDeleted) => this.#soon(() => this.#reconcile(object, isDeleted))
    bwrap.onEnded((instanceId) => this.#soon(() => this.#podEnded(instanceId)))
  }

  static async start(
    bwrap: ComputerDriver,
    directory: string,
  ): Promise<{ cluster: PlayedCluster; config: KubeConfig }> {
    const cluster = new PlayedCluster(bwrap, (await findHost(directory)).runDirectory)
    const config = new KubeConfig()
    config.loadFromClusterAndUser(
      { name: 'played', server: await cluster.api.listen(), skipTLSVerify: true },
      { name: 'test' },
    )
    return { cluster, config }
  }

  async close(): Promise<void> {
    await this.#turn
    for (const { bridge } of this.#running.values()) bridge.kill()
    await this.#bwrap.close()
    await this.api.close()
  }

  /** One after the other, and never within a request. */
  #soon(act: () => Promise<void>): void {
    this.#turn = this.#turn.then(act)
  }

  async #reconcile(object: KubeObject, isDeleted: boolean): Promise<void> {
    if (object.kind === 'SandboxClaim') return this.#reconcileClaim(object, isDeleted)
    if (object.kind !== 'Sandbox') return
    const { name } = object.metadata
    const spec = object.spec as SandboxSpec
    if (isDeleted) {
      await this.#endPod(name)
      this.api.delete('PersistentVolumeClaim', `home-${name}`)
      return this.#bwrap.remove(instanceOf(name))
    }
    if (this.api.find('PersistentVolumeClaim', `home-${name}`) === undefined) await this.#makeHome(name, spec)
    if (spec.operatingMode === 'Running' && !this.#running.has(name)) await this.#startPod(name, spec)
    if (spec.operatingMode === 'Suspended' && this.#running.has(name)) await this.#endPod(name)
  }

  /** As from a pool: the sandbox and its pod have different names. */
  async #reconcileClaim({ metadata: { name }, spec, status }: KubeObject, isDeleted: boolean): Promise<void> {
    const sandbox = `pool-${name}`
    if (isDeleted) return void this.api.delete('Sandbox', sandbox)
    if (status !== undefined) return
    const pool = (spec as { warmPoolRef: { name: string } }).warmPoolRef.name
    const template = this.api.find('SandboxTemplate', pool)!
    this.api.put({
      apiVersion: 'agents.x-k8s.io/v1beta1',
      kind: 'Sandbox',
      spec: template.spec!,
      metadata: { name: sandbox, annotations: { 'agents.x-k8s.io/pod-name': `warm-${name}` } },
    })
    const claim = this.api.find('SandboxClaim', name)!
    this.api.put({ ...claim, status: { sandbox: { name: sandbox } } })
  }

  async #makeHome(name: string, spec: SandboxSpec): Promise<void> {
    const [template] = spec.volumeClaimTemplates
    const source = template!.spec.dataSource?.name
    const desktop = desktopOf(name, spec)
    if (source === undefined) await this.#bwrap.create(desktop)
    else await this.#bwrap.snapshot(instanceOf(source.replace(/^home-/, '')), desktop)
    this.api.put({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: `home-${name}` },
      spec: { ...template!.spec },
      status: { capacity: template!.spec.resources.requests },
    })
  }

  async #startPod(name: string, spec: SandboxSpec): Promise<void> {
    await this.#bwrap.start(desktopOf(name, spec))
    this.#pods += 1
    const ip = `127.77.${this.#pods >> 8}.${this.#pods & 255}`
    const podName = this.api.find('Sandbox', name)?.metadata.annotations?.['agents.x-k8s.io/pod-name'] ?? name
    const template = spec.podTemplate
    const pod = this.api.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podName, ...template.metadata },
      spec: { ...template.spec },
      status: { phase: 'Running', podIP: ip },
    })
    const bridge = spawn('python3', [path.join(DESKTOP_DIRECTORY, 'bridge.py')], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        BRIDGE_HOST: ip,
        BRIDGE_PORT: String(BRIDGE_PORT),
        BRIDGE_SOCKETS: path.join(this.#runDirectory, instanceOf(name), 'run'),
        POD_UID: pod.metadata.uid,
      },
    })
    this.#running.set(name, { bridge })
    this.#setReady(name, { isReady: true, podIPs: [ip] })
  }

  async #endPod(name: string): Promise<void> {
    const running = this.#running.get(name)
    this.#running.delete(name)
    await this.#bwrap.stop(instanceOf(name))
    if (running?.bridge.kill() === true) await once(running.bridge, 'exit')
    const podName = this.api.find('Sandbox', name)?.metadata.annotations?.['agents.x-k8s.io/pod-name'] ?? name
    this.api.delete('Pod', podName)
    this.#setReady(name, { isReady: false, podIPs: [] })
  }

  async #podEnded(instanceId: string): Promise<void> {
    for (const name of this.#running.keys())
      if (instanceOf(name) === instanceId) this.#setReady(name, { isReady: false, podIPs: [] })
  }

  #setReady(name: string, { isReady, podIPs }: { isReady: boolean; podIPs: string[] }): void {
    const sandbox = this.api.find('Sandbox', name)
    if (sandbox === undefined) return
    const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }]
    this.api.objects.set(`Sandbox/${name}`, { ...sandbox, status: { podIPs, conditions } })
  }
}

const instanceOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8)

const desktopOf = (name: string, spec: SandboxSpec): DesktopSpec => {
  const { env } = spec.podTemplate.spec.containers[0]!
  const [width = 0, height = 0] = (env.find(({ name: is }) => is === 'GEOMETRY')!.value ?? '')
    .split('x')
    .map(Number)
  const diskBytes = bytesOf(spec.volumeClaimTemplates[0]!.spec.resources.requests.storage)!
  return {
    instanceId: instanceOf(name),
    slot: Number.parseInt(instanceOf(name).slice(0, 6), 16),
    hostname: 'box',
    resolution: { width, height },
    limits: { cpus: 2, memoryBytes: 2 * 1024 ** 3, pids: 500, diskBytes },
    network: 'none',
    allowedHosts: [],
  }
}
