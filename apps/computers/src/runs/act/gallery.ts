import { sendBody, type Bus } from '@gptget/bus'
import { contentPathOf, storeFile } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import type { ActiveRun } from '../active/active-run.ts'
import type { Shown } from './settle-and-show.ts'

/** Screenshots that are being stored at once; a caller who cannot be shown more misses some. */
const MAX_STORING = 4

/** Keeps what the model was shown, for a week, where the caller's key can read it. No step waits for it. */
export class Gallery {
  readonly #bus: Bus
  readonly #logger: Logger
  readonly #run: ActiveRun
  readonly #storing = new Set<Promise<void>>()
  #count = 0

  constructor(bus: Bus, logger: Logger, run: ActiveRun) {
    this.#bus = bus
    this.#logger = logger
    this.#run = run
  }

  add(step: number, shown: Shown): void {
    if (this.#storing.size >= MAX_STORING) return
    const storing = this.#store(step, shown).finally(() => this.#storing.delete(storing))
    this.#storing.add(storing)
  }

  async #store(step: number, { bytes, shot: { width, height } }: Shown): Promise<void> {
    const { runId, accountId, publicUrl } = this.#run.plan
    const index = this.#count++
    const file = { accountId, mediaId: runId, index, variant: '' }
    try {
      await sendBody(this.#bus, storeFile, { ...file, kind: 'image', declaredType: 'image/png' }, bytes)
      const url = `${publicUrl}${contentPathOf('image', runId, index)}`
      this.#run.tell({ type: 'screenshot', step, url, width, height })
    } catch (error) {
      this.#logger.warn({ err: error, runId }, 'a screenshot of a run was not kept')
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#storing)
  }
}
