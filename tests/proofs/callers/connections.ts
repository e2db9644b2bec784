import { Agent } from 'undici'

/** Connections that are opened again when they are next used after `close`: test files of one process share them. */
export class Connections {
  readonly #options: Agent.Options
  #agent: Agent | undefined

  constructor(options: Agent.Options) {
    this.#options = options
  }

  get dispatcher(): Agent {
    return (this.#agent ??= new Agent(this.#options))
  }

  async close(): Promise<void> {
    const agent = this.#agent
    this.#agent = undefined
    await agent?.close()
  }
}
