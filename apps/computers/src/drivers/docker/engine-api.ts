import { Pool } from 'undici'
import { z } from 'zod'

/** The oldest Engine API with everything we need; podman 4 supports it too. */
const VERSION = 'v1.41'

/** The engine's error. */
export class EngineError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const failure = z.object({ message: z.string() })
const version = z.object({
  Version: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).default([]),
})
const inspected = z.object({
  State: z.object({ Running: z.boolean(), Paused: z.boolean(), Pid: z.number().int() }),
  HostConfig: z.object({ Memory: z.number(), NanoCpus: z.number(), PidsLimit: z.number().nullish() }),
})
const listed = z.array(z.object({ State: z.string(), Labels: z.record(z.string(), z.string()).nullable() }))
const used = z.object({
  memory_stats: z.object({ usage: z.number().default(0) }),
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  pids_stats: z.object({ current: z.number().default(0) }).optional(),
})

export type Inspected = z.output<typeof inspected>
export type EngineVersion = z.output<typeof version>

/** The part of the Docker Engine API (docs.docker.com/reference/api/engine) that desktops need, over its socket. */
export class EngineApi {
  readonly #pool: Pool

  constructor(socketPath: string) {
    // A wait for the end of a container is answered when it ends.
    this.#pool = new Pool('http://engine', { socketPath, headersTimeout: 0, bodyTimeout: 0 })
  }

  async version(): Promise<EngineVersion> {
    return version.parse(await this.#ask('GET', '/version'))
  }

  async hasImage(name: string): Promise<boolean> {
    return (await this.#unlessMissing(this.#ask('GET', `/images/${name}/json`))) !== null
  }

  async create(name: string, container: object): Promise<void> {
    await this.#ask('POST', `/containers/create?name=${name}`, container)
  }

  async start(name: string): Promise<void> {
    await this.#ask('POST', `/containers/${name}/start`)
  }

  /** null if the container does not exist. */
  async inspect(name: string): Promise<Inspected | null> {
    const found = await this.#unlessMissing(this.#ask('GET', `/containers/${name}/json`))
    return found === null ? null : inspected.parse(found)
  }

  /** Resolves when it no longer runs. */
  async waitForEnd(name: string): Promise<void> {
    await this.#unlessMissing(this.#ask('POST', `/containers/${name}/wait`))
  }

  /** Its last output. Each piece has a header of eight bytes. */
  async logs(name: string): Promise<string> {
    const text = await this.#send('GET', `/containers/${name}/logs?stdout=1&stderr=1&tail=20`)
    return text.replaceAll(/[^\n -~]/g, '').trim()
  }

  async pause(name: string): Promise<void> {
    await this.#ask('POST', `/containers/${name}/pause`)
  }

  async resume(name: string): Promise<void> {
    await this.#ask('POST', `/containers/${name}/unpause`)
  }

  /** false if this engine cannot change the limits of running containers (podman 4). */
  async update(name: string, resources: object): Promise<boolean> {
    return (await this.#unlessMissing(this.#ask('POST', `/containers/${name}/update`, resources))) !== null
  }

  async stats(name: string): Promise<z.output<typeof used>> {
    return used.parse(await this.#ask('GET', `/containers/${name}/stats?stream=false&one-shot=true`))
  }

  /** Those with a label: its value, and their states. */
  async list(label: string): Promise<z.output<typeof listed>> {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }))
    return listed.parse(await this.#ask('GET', `/containers/json?all=true&filters=${filters}`))
  }

  /** Kills and removes a container; does nothing if it does not exist. */
  async remove(name: string): Promise<void> {
    await this.#unlessMissing(this.#ask('DELETE', `/containers/${name}?force=true&v=true`))
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  async #unlessMissing(asked: Promise<unknown>): Promise<unknown> {
    try {
      return await asked
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return null
      throw error
    }
  }

  async #ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const text = await this.#send(method, path, body)
    return text === '' || text === 'OK' ? {} : (JSON.parse(text) as unknown)
  }

  async #send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<string> {
    const answer = await this.#pool.request({
      method,
      path: `/${VERSION}${path}`,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await answer.body.text()
    if (answer.statusCode < 400) return text
    throw new EngineError(answer.statusCode, `${method} ${path}: ${messageIn(text)}`)
  }
}

const messageIn = (text: string): string => {
  try {
    return failure.parse(JSON.parse(text)).message
  } catch {
    return text.slice(0, 500)
  }
}
