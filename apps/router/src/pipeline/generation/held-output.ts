import { BusError } from '@gptget/bus'
import type { Bus } from '@gptget/bus'
import { extendLease, growHold } from '@gptget/contracts'
import type { GenerationHead } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'

type Parts = {
  bus: Bus
  logger: Logger
  head: GenerationHead
  held: NonNullable<GenerationHead['heldOutput']>
}

/** An edge that dies during the call is noticed at the second one. */
const ASK_AGAIN = { timeoutMs: 6_000, attempts: 3 }

/** How many tokens of an answer are paid for; requests more as it grows. */
export class HeldOutput {
  readonly #bus: Bus
  readonly #logger: Logger
  readonly #head: GenerationHead
  readonly #rateNanoUsd: bigint
  /** The smallest amount to request. */
  readonly stepTokens: number
  /** The number of covered tokens. */
  tokens: number
  /** The highest number of shown tokens. */
  shownTokens = 0
  #asking: Promise<boolean> | null = null
  #wasRefused = false

  constructor({ bus, logger, head, held }: Parts) {
    this.#bus = bus
    this.#logger = logger
    this.#head = head
    this.#rateNanoUsd = held.rateNanoUsd
    this.stepTokens = held.tokens
    this.tokens = held.tokens
  }

  /** Requests more before it is needed, so that nothing has to wait. */
  growAhead(): void {
    if (this.#asking === null && !this.#wasRefused) void this.#ask(this.#next(this.shownTokens))
  }

  /** Resolves whether this many tokens are covered, after requesting more if they were not. */
  async cover(tokens: number): Promise<boolean> {
    if (this.#asking !== null) await this.#asking
    return this.tokens >= tokens || this.#ask(this.#next(tokens))
  }

  /** The provider counted more than its stream showed. Resolves whether that is covered. */
  async coverUnseen(tokens: number): Promise<boolean> {
    if (this.#asking !== null) await this.#asking
    const isCovered = await this.#request(tokens, true)
    if (isCovered) this.tokens = Math.max(this.tokens, tokens)
    return this.tokens >= tokens
  }

  /** A long answer requests more at a time. */
  #next(tokens: number): number {
    return tokens + Math.max(this.stepTokens, Math.ceil(tokens / 4))
  }

  #ask(tokens: number): Promise<boolean> {
    this.#asking = this.#request(tokens, false).then((isGranted) => {
      this.#asking = null
      this.#wasRefused = !isGranted
      if (isGranted) this.tokens = tokens
      return isGranted
    })
    return this.#asking
  }

  async #request(outputTokens: number, isUnseen: boolean): Promise<boolean> {
    const { generationId, leaseHolder: instanceId } = this.#head
    try {
      const asked = { generationId, outputTokens, ...(isUnseen ? { isUnseen } : {}) }
      return (await this.#bus.call(growHold, asked, { ...ASK_AGAIN, instanceId })).isGranted
    } catch (error) {
      if (error instanceof BusError && error.code === 'unavailable') return this.#extendLease(outputTokens)
      this.#logger.warn({ err: error, generationId }, 'more credit for an answer could not be requested')
      return false
    }
  }

  /** The edge is gone, and the answer is finished so that it can be resumed: its lease is still open. */
  async #extendLease(outputTokens: number): Promise<boolean> {
    const { leaseId, generationId } = this.#head
    if (leaseId === null) return false
    const amountNanoUsd = (BigInt(outputTokens - this.tokens) * this.#rateNanoUsd) / 1_000_000n + 1n
    try {
      return (await this.#bus.call(extendLease, { leaseId, amountNanoUsd })).refusal === null
    } catch (error) {
      this.#logger.warn({ err: error, generationId }, 'the lease of a lost edge could not be extended')
      return false
    }
  }
}
