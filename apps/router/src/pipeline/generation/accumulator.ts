import type { Counted } from '@gptget/money'
import { ToolCallCounter, totalOutputTokens } from '@gptget/protocol'
import type { ChatEvent, Fault, FinishReason, Usage } from '@gptget/protocol'

/** What one answer has said so far: built from its events, independent of what is done with its bytes. */
export class Accumulator {
  usage: Usage | null = null
  /** What it is beside tokens. */
  counted: Counted | undefined = undefined
  upstreamId: string | null = null
  finish: { reason: FinishReason; raw: string | null } | null = null
  fault: Fault | null = null
  /** Something a caller would call an answer has come. */
  hasToken = false
  /** The request went out: the provider may work on it, whether or not something comes. */
  isSent = false
  /** The caller broke it off while nothing had come: the input is charged. */
  isAbandoned = false
  /** Of tools that the provider runs by itself. */
  readonly toolCalls = new ToolCallCounter()
  /** It was ended here, because nothing more of it could be paid for. */
  isOutOfCredit = false
  characters = 0
  /** How much had been said when the provider last counted along the way. */
  #charactersAtUsage: number | null = null
  readonly #text: string[] = []
  readonly #reasoning: string[] = []

  add(event: ChatEvent): void {
    this.toolCalls.add(event)
    switch (event.type) {
      case 'start':
        this.upstreamId = event.id ?? null
        return
      case 'block-delta':
        this.#addDelta(event)
        return
      case 'usage':
        this.usage = event.usage
        this.#charactersAtUsage = this.characters
        return
      case 'finish':
        this.finish = { reason: event.reason, raw: event.raw ?? null }
        this.hasToken = true
        return
      case 'fault':
        this.fault = event.fault
        return
      case 'block-open':
        if (event.block.kind !== 'text' && event.block.kind !== 'thinking') this.hasToken = true
        return
      case 'block-signature':
      case 'block-close':
        return
    }
  }

  /**
   * The provider's count if it is its last word. Anthropic counts when it starts, Gemini as it goes: of an answer
   * that broke off, that is not what it came to. A count that cannot be right is no count.
   */
  get finalUsage(): Usage | null {
    if (!this.hasSoundUsage) return null
    if (this.#charactersAtUsage === null) return this.usage
    const isLast = this.finish !== null && this.#charactersAtUsage === this.characters
    return isLast ? this.usage : null
  }

  /** False where the provider reported a count that no request has, or none for what it plainly said. */
  get hasSoundUsage(): boolean {
    const { usage } = this
    if (usage === null) return true
    return !usage.isEstimated && (this.characters === 0 || totalOutputTokens(usage) > 0)
  }

  /** Ends the answer, as one that reached the longest it may be. */
  endForCredit(): void {
    this.isOutOfCredit = true
    this.hasToken = true
    this.finish = { reason: 'length', raw: 'insufficient_credits' }
  }

  /** Forgets a count of the provider's that cannot be right, so that what was said is counted instead. */
  discardUsage(): void {
    this.usage = null
    this.#charactersAtUsage = null
  }

  /** What it said, apart from what it thought: counted where the provider counted nothing. */
  said(): { text: string; reasoning: string } {
    return { text: this.#text.join(''), reasoning: this.#reasoning.join('') }
  }

  #addDelta({ delta }: Extract<ChatEvent, { type: 'block-delta' }>): void {
    const text = textOf(delta)
    if (text === '') return
    this.hasToken = true
    this.characters += text.length
    const pieces = delta.kind === 'thinking' ? this.#reasoning : this.#text
    pieces.push(text)
  }
}

const textOf = (delta: Extract<ChatEvent, { type: 'block-delta' }>['delta']): string => {
  switch (delta.kind) {
    case 'text':
    case 'thinking':
    case 'refusal':
      return delta.text
    case 'arguments':
      return delta.json
    case 'data':
      return delta.transcript ?? delta.base64
    case 'logprobs':
    case 'citation':
    case 'opaque':
      return ''
  }
}
