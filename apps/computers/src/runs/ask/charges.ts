import type { Bus } from '@gptget/bus'
import type { RunGeneration } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { chargeOf, type StepCharge } from './charge-of.ts'

/** A charge exists when its answer ends, or a moment later for an interrupted answer. */
const LOOK_AGAIN_MS = [0, 50, 150, 400, 1_000, 2_000, 5_000, 10_000]
/** How long to wait for a late charge. */
const MOST_MS = 4_000

type Asked = { step: number; generationId: string }

/** The cost of the model so far, generation by generation, as billing has charged it. */
export class Charges {
  readonly #bus: Bus
  readonly #logger: Logger
  readonly #accountId: string
  readonly #found: StepCharge[] = []
  readonly #looking = new Set<Promise<void>>()

  constructor(bus: Bus, logger: Logger, accountId: string) {
    this.#bus = bus
    this.#logger = logger
    this.#accountId = accountId
  }

  /** Looks a charge up in the background. `onFound` is called at most once. */
  lookFor(asked: Asked, onFound: (charge: StepCharge) => void): void {
    const looking = this.#look(asked, onFound).finally(() => this.#looking.delete(looking))
    this.#looking.add(looking)
  }

  async #look(asked: Asked, onFound: (charge: StepCharge) => void): Promise<void> {
    try {
      for (const waitMs of LOOK_AGAIN_MS) {
        await sleep(waitMs)
        const charge = await chargeOf(this.#bus, this.#accountId, asked)
        if (charge === null) continue
        this.#found.push(charge)
        return onFound(charge)
      }
      this.#logger.warn(asked, 'the charge of a step was not found; it is charged all the same')
    } catch (error) {
      this.#logger.warn({ err: error, ...asked }, 'the charge of a step could not be looked for')
    }
  }

  /** Resolves when all lookups have ended, or after this time, to whether they have. */
  async settled(withinMs = MOST_MS): Promise<boolean> {
    const ended = Promise.all(this.#looking).then(() => true)
    return Promise.race([ended, sleep(withinMs, false, { ref: false })])
  }

  get all(): readonly StepCharge[] {
    return this.#found.toSorted((a, b) => a.step - b.step)
  }

  get costNanoUsd(): bigint {
    return this.#found.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n)
  }

  get newest(): StepCharge | null {
    return this.all.at(-1) ?? null
  }
}

/** As receipts have it. */
export const describeCharge = (charge: StepCharge): RunGeneration => ({
  step: charge.step,
  generation_id: charge.generationId,
  model: charge.model,
  provider: charge.provider,
  cost: Number(formatUsd(charge.costNanoUsd)),
  input_tokens: charge.inputTokens,
  cache_read_tokens: charge.cacheReadTokens,
  output_tokens: charge.outputTokens,
  reasoning_tokens: charge.reasoningTokens,
})
