import type { NumberedEvent } from '../active/run-event.ts'

export type DoneAction = { id: string; action: string; input: object }
export type ActionResult = { id: string; ok: boolean; text: string; screenshot: string | null }

/** A run for dialects with blocks: each text as a block, each action and its result complete. */
export type Piece =
  | { type: 'text-open' }
  | { type: 'text'; text: string }
  | { type: 'text-close' }
  | ({ type: 'action' } & DoneAction)
  | ({ type: 'result' } & ActionResult)

/**
 * Converts a run's events to pieces. The last result of a step waits for its screenshot, which is reported once it is
 * stored.
 */
export class Pieces {
  readonly #hasEvents: boolean
  #isTextOpen = false
  #textStep = 0
  #waiting: (ActionResult & { step: number }) | null = null
  #actionId = ''

  constructor(hasEvents: boolean) {
    this.#hasEvents = hasEvents
  }

  push(event: NumberedEvent): Piece[] {
    switch (event.type) {
      case 'text':
        return this.#text(event.step, event.text)
      case 'action':
        return this.#hasEvents ? this.#action(event) : []
      case 'action.result':
        if (this.#hasEvents) this.#waiting = this.#resultOf(event)
        return []
      case 'screenshot':
        return this.#screenshot(event.step, event.url)
      case 'confirmation_required':
        return [...this.#text(-1, event.message), ...this.#close()]
      case 'step':
      case 'step.retried':
      case 'run.finished':
        return [...this.#close(), ...this.#release()]
      default:
        return []
    }
  }

  #text(step: number, text: string): Piece[] {
    const before = this.#textStep === step ? [] : [...this.#close(), ...this.#release()]
    const open: Piece[] = this.#isTextOpen ? [] : [{ type: 'text-open' }]
    this.#isTextOpen = true
    this.#textStep = step
    return [...before, ...open, { type: 'text', text }]
  }

  #close(): Piece[] {
    if (!this.#isTextOpen) return []
    this.#isTextOpen = false
    return [{ type: 'text-close' }]
  }

  /** Several actions may belong to one call; each has its own id here. */
  #action({ seq, action, input }: Extract<NumberedEvent, { type: 'action' }>): Piece[] {
    this.#actionId = `call_${seq}`
    return [...this.#close(), ...this.#release(), { type: 'action', id: this.#actionId, action, input }]
  }

  #resultOf({ step, ok, error, output }: Extract<NumberedEvent, { type: 'action.result' }>) {
    return { step, id: this.#actionId, ok, text: error ?? output ?? '', screenshot: null }
  }

  #screenshot(step: number, url: string): Piece[] {
    if (this.#waiting?.step !== step) return []
    this.#waiting.screenshot = url
    return this.#release()
  }

  #release(): Piece[] {
    if (this.#waiting === null) return []
    const { step: _step, ...result } = this.#waiting
    this.#waiting = null
    return [{ type: 'result', ...result }]
  }
}

/** A whole run as pieces. */
export const piecesOf = (events: readonly NumberedEvent[], hasEvents: boolean): Piece[] => {
  const pieces = new Pieces(hasEvents)
  return events.flatMap((event) => pieces.push(event))
}
