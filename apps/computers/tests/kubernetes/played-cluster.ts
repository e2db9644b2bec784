import { KubeConfig } from '@kubernetes/client-node'
import type { ComputerDriver } from '../../src/drivers/driver.ts'
import { findHost } from '../../src/drivers/host/find-host.ts'
import { DesktopPods, type PodSpec } from './desktop-pods.ts'
import { ScriptedApi, type KubeObject } from './scripted-api.ts'

type SandboxSpec = {
  operatingMode: 'Running' | 'Suspended'
  podTemplate: { metadata: object; spec: PodSpec }
  volumeClaimTemplates: {
    metadata: { name: string }
    spec: { resources: { requests: { storage: string } }; dataSource?: { name: string } }
  }[]
}

/** Acts as agent-sandbox's controller and a node, with a scripted API. */
export class PlayedCluster {
  readonly api = new ScriptedApi()
  readonly #pods: DesktopPods
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(pods: DesktopPods) {
    this.#pods = pods
    this.api.onChange = (object, isDeleted) => this.#soon(() => this.#reconcile(object, isDeleted))
    pods.onEnded((home) => this.#setReady(sandboxOf(home), { isReady: false, podIPs: [] }))
  }

  static async start(
    bwrap: ComputerDriver,
    directory: string,
  ): Promise<{ config: KubeConfig; close(): Promise<void> }> {
    const pods = new DesktopPods(bwrap, (await findHost(directory)).runDirectory)
    const cluster = new PlayedCluster(pods)
    const config = new KubeConfig()
    config.loadFromClusterAndUser(
      { name: 'played', server: await cluster.api.listen(), skipTLSVerify: true },
      { name: 'test' },
    )
    return { config, close: () => cluster.close() }
  }

  async close(): Promise<void> {
    await this.#turn
    await this.#pods.close()
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
    const home = homeOf(name)
    const spec = object.spec as SandboxSpec
    if (isDeleted) {
      await this.#endPod(name)
      this.api.delete('PersistentVolumeClaim', home)
      return this.#pods.removeHome(home)
    }
    if (this.api.find('PersistentVolumeClaim', home) === undefined) await this.#makeHome(home, spec)
    if (spec.operatingMode === 'Running' && !this.#pods.isRunning(home)) await this.#startPod(name, spec)
    if (spec.operatingMode === 'Suspended' && this.#pods.isRunning(home)) await this.#endPod(name)
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

  async #makeHome(name: string, { volumeClaimTemplates: [template] }: SandboxSpec): Promise<void> {
    const { resources, dataSource } = template!.spec
    await this.#pods.makeHome({ name, ...resources.requests }, dataSource?.name)
    this.api.put({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { ...template!.spec },
      status: { capacity: resources.requests },
    })
  }

  async #startPod(name: string, { podTemplate, volumeClaimTemplates }: SandboxSpec): Promise<void> {
    const pod = this.api.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: this.#podNameOf(name), ...podTemplate.metadata },
      spec: { ...podTemplate.spec },
      status: { phase: 'Pending' },
    })
    const home = { name: homeOf(name), ...volumeClaimTemplates[0]!.spec.resources.requests }
    const podIP = await this.#pods.start(home, podTemplate.spec, pod.metadata.uid)
    this.api.put({ ...pod, status: { phase: 'Running', podIP } })
    this.#setReady(name, { isReady: true, podIPs: [podIP] })
  }

  async #endPod(name: string): Promise<void> {
    await this.#pods.stop(homeOf(name))
    this.api.delete('Pod', this.#podNameOf(name))
    this.#setReady(name, { isReady: false, podIPs: [] })
  }

  #podNameOf(sandbox: string): string {
    return this.api.find('Sandbox', sandbox)?.metadata.annotations?.['agents.x-k8s.io/pod-name'] ?? sandbox
  }

  #setReady(name: string, { isReady, podIPs }: { isReady: boolean; podIPs: string[] }): void {
    const sandbox = this.api.find('Sandbox', name)
    if (sandbox === undefined) return
    const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }]
    this.api.objects.set(`Sandbox/${name}`, { ...sandbox, status: { podIPs, conditions } })
  }
}

const HOME = 'home-'
const homeOf = (sandbox: string): string => `${HOME}${sandbox}`
const sandboxOf = (home: string): string => home.slice(HOME.length)
