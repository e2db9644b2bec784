import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type KubeObject = {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    uid: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
  }
  spec?: Record<string, unknown>
  status?: Record<string, unknown>
}

const RESOURCES: Record<string, Record<string, string>> = {
  '/api/v1': { pods: 'Pod', configmaps: 'ConfigMap', persistentvolumeclaims: 'PersistentVolumeClaim' },
  '/apis/networking.k8s.io/v1': { networkpolicies: 'NetworkPolicy' },
  '/apis/agents.x-k8s.io/v1beta1': { sandboxes: 'Sandbox' },
  '/apis/extensions.agents.x-k8s.io/v1beta1': { sandboxclaims: 'SandboxClaim' },
}
const PATH =
  /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+)\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?)?$/

type Answer = { status: number; body: object }

/**
 * Plays the part of a Kubernetes API server that the driver uses: discovery, objects in a namespace, merge patches. It
 * checks no schemas. `onChange` is called for each written or deleted object, for simulated controllers.
 */
export class ScriptedApi {
  readonly objects = new Map<string, KubeObject>()
  onChange: (object: KubeObject, isDeleted: boolean) => void = () => {}
  /** Whether the nodes have room for new limits of their pods. */
  hasRoom = true
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const reply = async (): Promise<void> => {
        const { status, body } = await this.#answer(request)
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      }
      reply().catch((error: unknown) => response.destroy(error as Error))
    })
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  find(kind: string, name: string): KubeObject | undefined {
    return this.objects.get(`${kind}/${name}`)
  }

  put(
    object: Omit<KubeObject, 'metadata'> & {
      metadata: Omit<KubeObject['metadata'], 'uid'> & { uid?: string }
    },
  ): KubeObject {
    const { uid = randomUUID() } = object.metadata
    const whole = { ...object, metadata: { ...object.metadata, uid } }
    this.objects.set(`${whole.kind}/${whole.metadata.name}`, whole)
    this.onChange(whole, false)
    return whole
  }

  delete(kind: string, name: string): KubeObject | undefined {
    const found = this.find(kind, name)
    if (found === undefined) return undefined
    this.objects.delete(`${kind}/${name}`)
    this.onChange(found, true)
    return found
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const [, base = '', namespace, plural = '', name, subresource] =
      PATH.exec(request.url!.split('?')[0]!) ?? []
    const resources = RESOURCES[base]
    if (resources === undefined) return failure(404, 'NotFound')
    if (namespace === undefined) return { status: 200, body: discovery(base, resources) }
    const kind = resources[plural]
    if (kind === undefined) return failure(404, 'NotFound')
    let text = ''
    for await (const bytes of request) text += String(bytes)
    const body = (text === '' ? {} : JSON.parse(text)) as KubeObject
    return this.#act(request.method!, { kind, name, subresource }, body)
  }

  #act(
    method: string,
    { kind, name, subresource }: { kind: string; name: string | undefined; subresource: string | undefined },
    body: KubeObject,
  ): Answer {
    if (method === 'POST') {
      if (this.find(kind, body.metadata.name) !== undefined) return failure(409, 'AlreadyExists')
      return { status: 201, body: this.put(body) }
    }
    if (name === undefined) {
      const items = [...this.objects.values()].filter((object) => object.kind === kind)
      return { status: 200, body: { apiVersion: 'v1', kind: `${kind}List`, metadata: {}, items } }
    }
    const found = this.find(kind, name)
    if (found === undefined) return failure(404, 'NotFound')
    if (method === 'GET') return { status: 200, body: found }
    if (method === 'DELETE') return { status: 200, body: this.delete(kind, name)! }
    if (subresource === 'resize' && !this.hasRoom) return failure(403, 'Forbidden', 'NodeCapacity')
    const patched = subresource === 'resize' ? resized(found, body) : (merge(found, body) as KubeObject)
    return { status: 200, body: this.put(patched) }
  }
}

const failure = (code: number, reason: string, cause?: string): Answer => ({
  status: code,
  body: {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason,
    code,
    ...(cause !== undefined && { details: { causes: [{ reason: cause }] } }),
  },
})

const discovery = (base: string, resources: Record<string, string>) => ({
  kind: 'APIResourceList',
  groupVersion: base.replace(/^\/apis?\//, ''),
  resources: Object.entries(resources).map(([name, kind]) => ({ name, kind, namespaced: true, verbs: [] })),
})

/** RFC 7386. */
const merge = (target: unknown, patch: unknown): unknown => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const merged: Record<string, unknown> = { ...(target as object) }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(merged[key], value)
  }
  return merged
}

type Containers = { containers: { name: string; resources: { limits: object } }[] }

/** Containers are merged by name. */
const resized = (pod: KubeObject, patch: KubeObject): KubeObject => {
  const { containers } = pod.spec as Containers
  const changes = (patch.spec as Containers).containers
  const merged = containers.map((container) =>
    merge(
      container,
      changes.find(({ name }) => name === container.name),
    ),
  )
  const resources = (merged[0] as Containers['containers'][number]).resources
  return {
    ...pod,
    spec: { ...pod.spec, containers: merged },
    status: { ...pod.status, containerStatuses: [{ name: containers[0]!.name, resources }] },
  }
}
