import { sendBody, type Bus } from '@gptget/bus'
import { contentPathOf, storeFile } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActiveRun } from '../active/active-run.ts'
import type { RunEvent } from '../active/run-event.ts'
import type { Shown } from './settle-and-show.ts'

/** The longest delay of an event about the next step. */
const PATIENCE_MS = 5_000

/** Stores the model's screenshots for a week, readable with the caller's key. No step waits for it. */
export class Gallery {
  readonly #bus: Bus
  readonly #logger: Logger
  readonly #run: ActiveRun
  #count = 0

  constructor(bus: Bus, logger: Logger, run: ActiveRun) {
    this.#bus = bus
    this.#logger = logger
    this.#run = run
  }

  /** It is reported in order, once it can be read. */
  add(step: number, shown: Shown): void {
    const late = sleep(PATIENCE_MS, null, { ref: false })
    this.#run.tellLater(Promise.race([this.#store(step, shown), late]))
  }

  async #store(step: number, { bytes, shot: { width, height } }: Shown): Promise<RunEvent | null> {
    const { runId, accountId, publicUrl } = this.#run.plan
    const index = this.#count++
    const file = { accountId, mediaId: runId, index, variant: '' }
    try {
      await sendBody(this.#bus, storeFile, { ...file, kind: 'image', declaredType: 'image/png' }, bytes)
      const url = `${publicUrl}${contentPathOf('image', runId, index)}`
      return { type: 'screenshot', step, url, width, height }
    } catch (error) {
      this.#logger.warn({ err: error, runId }, 'a screenshot of a run was not kept')
      return null
    }
  }
}
