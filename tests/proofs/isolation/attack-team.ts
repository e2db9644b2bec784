import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { HostileUrls } from './hostile-upstream.ts'
import type { AttackOrder } from './attack-thread.ts'

/** The URL of the attackers' provider. */
export type HostileUpstream = HostileUrls & { chat: string; anthropic: string }

/** The thread of the attackers. */
export class AttackTeam {
  readonly upstream: HostileUpstream
  readonly #thread: Worker

  private constructor(thread: Worker, upstream: HostileUpstream) {
    this.#thread = thread
    this.upstream = upstream
  }

  static async start(): Promise<AttackTeam> {
    const thread = new Worker(new URL('attack-thread.ts', import.meta.url))
    const [upstream] = (await once(thread, 'message')) as [HostileUpstream]
    return new AttackTeam(thread, upstream)
  }

  /** Resolves to the number of answers by status. */
  async attack(order: AttackOrder): Promise<Map<string, number>> {
    this.#thread.postMessage(order)
    const [outcomes] = (await once(this.#thread, 'message')) as [Map<string, number>]
    return outcomes
  }

  async stop(): Promise<void> {
    const exit = once(this.#thread, 'exit')
    this.#thread.postMessage(null)
    await exit
  }
}
