import { setTimeout as sleep } from 'node:timers/promises'
import {
  ApiException,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  type KubeConfig,
  type V1PersistentVolumeClaim,
  type V1Pod,
} from '@kubernetes/client-node'
import type { DesktopPods, PodSpec } from './desktop-pods.ts'

const NODE = 'played'
const LOOK_MS = 50
const CAPACITY = { cpu: '32', memory: '64Gi', pods: '110' }
const MERGE = setHeaderOptions('Content-Type', PatchStrategy.MergePatch)

/**
 * Acts as the scheduler, a node and the volume provisioner of a real cluster, exactly as their specifications say. The
 * cluster does the rest: validation, admission, controllers and garbage collection.
 */
export class PlayedNode {
  readonly #core: CoreV1Api
  readonly #namespace: string
  readonly #pods: DesktopPods
  /** The limits that were last applied, by pod. */
  readonly #applied = new Map<string, string>()
  readonly #homes = new Set<string>()
  readonly #failed = new Set<string>()
  readonly #working: Promise<void>
  #isClosed = false

  constructor(config: KubeConfig, namespace: string, pods: DesktopPods) {
    this.#core = config.makeApiClient(CoreV1Api)
    this.#namespace = namespace
    this.#pods = pods
    pods.onEnded((home) => this.#failed.add(home))
    this.#working = this.#work()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#working
    await this.#pods.close()
  }

  async #work(): Promise<void> {
    await this.#register()
    while (!this.#isClosed) {
      await this.#look()
      await sleep(LOOK_MS)
    }
  }

  /** The API server compares the new limits of a running pod with its node. */
  async #register(): Promise<void> {
    const status = { capacity: CAPACITY, allocatable: CAPACITY }
    await this.#core.createNode({ body: { metadata: { name: NODE }, status } }).catch(unlessChanged)
  }

  async #look(): Promise<void> {
    const { namespace } = this.#inNamespace
    const claims = await this.#core.listNamespacedPersistentVolumeClaim({ namespace })
    for (const claim of claims.items) await this.#provision(claim)
    const pods = await this.#core.listNamespacedPod({ namespace })
    for (const pod of pods.items) await this.#tend(pod, claims.items).catch(unlessChanged)
    const there = new Set(claims.items.map(nameOf))
    for (const home of this.#homes)
      if (!there.has(home) && this.#homes.delete(home)) await this.#pods.removeHome(home)
  }

  get #inNamespace(): { namespace: string } {
    return { namespace: this.#namespace }
  }

  async #provision(claim: V1PersistentVolumeClaim): Promise<void> {
    const name = nameOf(claim)
    if (this.#homes.has(name) || claim.metadata?.deletionTimestamp !== undefined) return
    const { storage } = claim.spec?.resources?.requests ?? {}
    await this.#pods.makeHome({ name, storage }, claim.spec?.dataSource?.name)
    this.#homes.add(name)
    const status = { phase: 'Bound', capacity: { storage }, accessModes: claim.spec?.accessModes }
    await this.#core.patchNamespacedPersistentVolumeClaimStatus(
      { name, ...this.#inNamespace, body: { status } },
      MERGE,
    )
  }

  async #tend(pod: V1Pod, claims: readonly V1PersistentVolumeClaim[]): Promise<void> {
    const name = nameOf(pod)
    const home = homeOf(pod, claims)
    if (home === null) return
    if (pod.metadata?.deletionTimestamp !== undefined) {
      await this.#pods.stop(home.name)
      this.#applied.delete(name)
      await this.#core.deleteNamespacedPod({ name, ...this.#inNamespace, gracePeriodSeconds: 0 })
    } else if (this.#failed.delete(home.name)) {
      await this.#pods.stop(home.name)
      await this.#tell(name, { phase: 'Failed', conditions: conditionsOf('False') })
    } else if (pod.spec?.nodeName === undefined) await this.#run(pod, home)
    else await this.#resize(pod, home)
  }

  async #run(pod: V1Pod, home: Home): Promise<void> {
    const name = nameOf(pod)
    const target = { kind: 'Node', name: NODE }
    // The answer is a Status, which the client does not expect.
    await this.#core
      .createNamespacedPodBinding({ name, ...this.#inNamespace, body: { metadata: { name }, target } })
      .catch(unlessChanged)
    const podIP = await this.#pods.start(home, pod.spec as PodSpec, pod.metadata!.uid!)
    this.#applied.set(name, resourcesOf(pod))
    await this.#tell(name, {
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: conditionsOf('True'),
      containerStatuses: [statusOf(pod)],
    })
  }

  async #resize(pod: V1Pod, home: Home): Promise<void> {
    const name = nameOf(pod)
    if (!this.#pods.isRunning(home.name) || this.#applied.get(name) === resourcesOf(pod)) return
    await this.#pods.resize(home, pod.spec as PodSpec)
    this.#applied.set(name, resourcesOf(pod))
    await this.#tell(name, { containerStatuses: [statusOf(pod)] })
  }

  async #tell(name: string, status: object): Promise<void> {
    await this.#core.patchNamespacedPodStatus({ name, ...this.#inNamespace, body: { status } }, MERGE)
  }
}

type Home = { name: string; storage: string | undefined }

const nameOf = ({ metadata }: V1Pod | V1PersistentVolumeClaim): string => metadata!.name!

const homeOf = (pod: V1Pod, claims: readonly V1PersistentVolumeClaim[]): Home | null => {
  const volume = pod.spec?.volumes?.find(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined)
  const claim = claims.find((each) => nameOf(each) === volume?.persistentVolumeClaim?.claimName)
  return claim === undefined
    ? null
    : { name: nameOf(claim), storage: claim.spec?.resources?.requests?.['storage'] }
}

const resourcesOf = (pod: V1Pod): string => JSON.stringify(pod.spec?.containers[0]?.resources)

const conditionsOf = (status: 'True' | 'False') =>
  ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status }))

const statusOf = (pod: V1Pod) => {
  const [container] = pod.spec!.containers
  return {
    name: container!.name,
    image: container!.image,
    imageID: '',
    containerID: `played://${pod.metadata!.uid}`,
    ready: true,
    started: true,
    restartCount: 0,
    state: { running: { startedAt: new Date().toISOString() } },
    resources: container!.resources,
  }
}

/** It has changed or was deleted since it was listed. The next poll sees that. */
const unlessChanged = (error: unknown): void => {
  if (!(error instanceof ApiException) || ![404, 409, 422].includes(error.code)) throw error
}
