import { findImage, resolveCacheDirectory, whyNotBuildable } from '@gptget/desktop-image'
import type { World } from '../platform/use-platform.ts'

/**
 * Explains why no desktop can run here; null if they can. A missing image that could be built is no reason: the tests
 * then fail and say what to run.
 */
export const whyNoDesktops = (): string | null =>
  findImage(resolveCacheDirectory(process.env)) === null ? whyNotBuildable() : null

type Headers_ = Record<string, string>
export type Answer<Body> = { status: number; body: Body; headers: Headers }
export type Call = <Body = Record<string, unknown>>(
  method: string,
  target: string,
  body?: object | string,
  headers?: Headers_,
) => Promise<Answer<Body>>

/** Calls the API like the public page: JSON without a content type. */
export const callerOf =
  (world: World, apiKey: () => string): Call =>
  async <Body>(method: string, target: string, body?: object | string, headers: Headers_ = {}) => {
    const response = await fetch(`${world.platform.baseUrl}${target}`, {
      method,
      headers: { authorization: `Bearer ${apiKey()}`, ...headers },
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.includes('json')
    const read = isJson ? (JSON.parse(bytes.toString()) as Body) : (bytes as Body)
    return { status: response.status, body: read, headers: response.headers }
  }

/** As bytes, because `fetch` then adds no content type. */
const bytesOf = (body: object | string): Uint8Array<ArrayBuffer> =>
  body instanceof Uint8Array
    ? new Uint8Array(body)
    : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))

export type Computer = {
  id: string
  instance_id: string
  workspace_id: string
  name: string
  status: string
  status_reason: string | null
  connection_url: string
  is_frozen: boolean
  hours_charged: number
  paid_until: string | null
  limits: {
    cpus: number
    memory_bytes: number
    pids: number
    disk_bytes: number
    network: string
    notes: string[]
  }
}

let made = 0

/** Creates a running computer in a new workspace. */
export const newComputer = async (call: Call, fields: object = {}): Promise<Computer> => {
  made += 1
  const workspace = await call<{ id: string }>('POST', '/workspaces', { name: `workspace-${made}` })
  const created = await call<Computer>('POST', '/computers', {
    workspace_id: workspace.body.id,
    name: `box-${made}`,
    ...fields,
  })
  if (created.status !== 201) throw new Error(`no computer: ${JSON.stringify(created.body)}`)
  return created.body
}

/** Runs a command on a computer and returns its output. */
export const outputOf = async (call: Call, id: string, command: string, timeout = 30): Promise<string> => {
  const { body } = await call<{ output: string }>('POST', `/computers/${id}/bash`, { command, timeout })
  return body.output
}
