import type { Counted } from '@gptget/money'
import { ToolCallCounter, totalOutputTokens } from '@gptget/protocol'
import type { ChatEvent, Fault, FinishReason, Usage } from '@gptget/protocol'

/** The content of an answer so far: built from its events, independent of its bytes. */
export class Accumulator {
  usage: Usage | null = null
  /** Its content besides tokens. */
  counted: Counted | undefined = undefined
  upstreamId: string | null = null
  finish: { reason: FinishReason; raw: string | null } | null = null
  fault: Fault | null = null
  /** Something that a caller would call an answer has arrived. */
  hasToken = false
  /** The request was sent: the provider may work on it, even if nothing arrives. */
  isSent = false
  /** The caller disconnected before anything arrived: the input is charged. */
  isAbandoned = false
  /** Calls of tools that the provider runs. */
  readonly toolCalls = new ToolCallCounter()
  /** It was ended here, because the credit did not cover more. */
  isOutOfCredit = false
  characters = 0
  /** The length of the answer when the provider last reported usage. */
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
   * The provider's usage if it is final. Anthropic reports usage at the start and Gemini repeatedly: if the answer
   * broke off, that is not the total. An impossible count does not count.
   */
  get finalUsage(): Usage | null {
    if (!this.hasSoundUsage) return null
    if (this.#charactersAtUsage === null) return this.usage
    const isLast = this.finish !== null && this.#charactersAtUsage === this.characters
    return isLast ? this.usage : null
  }

  /** False if the provider reported an impossible usage, or none for a visible answer. */
  get hasSoundUsage(): boolean {
    const { usage } = this
    if (usage === null) return true
    return !usage.isEstimated && (this.characters === 0 || totalOutputTokens(usage) > 0)
  }

  /** Ends the answer as if it had reached its maximum length. */
  endForCredit(): void {
    this.isOutOfCredit = true
    this.hasToken = true
    this.finish = { reason: 'length', raw: 'insufficient_credits' }
  }

  /** Discards an impossible usage of the provider, so that the visible content is counted instead. */
  discardUsage(): void {
    this.usage = null
    this.#charactersAtUsage = null
  }

  /** The content without reasoning, counted if the provider counted nothing. */
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
