import type { BlockDelta, BlockStart, ChatEvent } from '@gptget/protocol'
import type { HeldOutput } from '../generation/held-output.ts'

/** The parts of every answer besides its text: its role, and its end. */
const ANSWER_TOKENS = 16
/** The start and end of a tool call or another block. */
const BLOCK_TOKENS = 32

/**
 * Counts the highest possible number of tokens of an answer so far, and requests credit in time. A token is at least
 * one byte of text, so bytes limit tokens from above.
 */
export class CreditMeter {
  readonly #held: HeldOutput
  #usedTokens = ANSWER_TOKENS
  #neededTokens = 0

  constructor(held: HeldOutput) {
    this.#held = held
  }

  /** Whether the reservation covers these events too; if so they count. */
  covers(events: readonly ChatEvent[]): boolean {
    const used = events.reduce(afterEvent, this.#usedTokens)
    if (used > this.#held.tokens) {
      this.#neededTokens = used
      return false
    }
    this.#usedTokens = used
    this.#held.shownTokens = used
    if (this.#held.tokens - used < this.#held.stepTokens / 2) this.#held.growAhead()
    return true
  }

  /** Resolves whether the uncovered events are covered now. */
  covered(): Promise<boolean> {
    return this.#held.cover(this.#neededTokens)
  }
}

const afterEvent = (used: number, event: ChatEvent): number => {
  switch (event.type) {
    case 'block-open':
      return used + BLOCK_TOKENS + nameBytes(event.block)
    case 'block-delta':
      return used + deltaBytes(event.delta)
    default:
      return used
  }
}

const nameBytes = (block: BlockStart): number =>
  block.kind === 'tool-call' ? Buffer.byteLength(block.name) : 0

const deltaBytes = (delta: BlockDelta): number => {
  switch (delta.kind) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return Buffer.byteLength(delta.text)
    case 'arguments':
      return Buffer.byteLength(delta.json)
    case 'data':
      return delta.base64.length + Buffer.byteLength(delta.transcript ?? '')
    case 'logprobs':
    case 'citation':
    case 'opaque':
      return 0
  }
}
