import type { Machine } from './machine.ts'
import type { ChatEvent } from './events.ts'
import { explode } from './explode.ts'
import { reasonBySent } from './finish.ts'
import { fold } from './fold.ts'
import { run } from './machine.ts'
import type { ChatResult } from './result.ts'

export type StopState = {
  stops: readonly string[]
  /** Text that may be the beginning of a stop sequence. */
  held: string
  /** The block it belongs to. */
  index: number
  hasToolCalls: boolean
  isEnded: boolean
}

/**
 * Ends an answer at the first of `stops` in its text, like a provider that supports them: without the sequence itself.
 */
export const stopAt: Machine<StopState, ChatEvent, ChatEvent, { stops: readonly string[] }> = {
  start: ({ stops }) => ({ stops, held: '', index: 0, hasToolCalls: false, isEnded: false }),
  step: (state, event) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) readEvent(state, event, out)
    return [state, out]
  },
  end: (state) => {
    const out: ChatEvent[] = []
    release(state, out)
    return out
  },
}

/** A whole answer up to the first of `stops` in its text. Its usage is the provider's count. */
export const stoppedAt = (stops: readonly string[], result: ChatResult): ChatResult => {
  const { usage } = result
  const cut = fold(run(stopAt, { stops }, explode(result)))
  return usage === undefined ? cut : { ...cut, usage }
}

const readEvent = (state: StopState, event: ChatEvent, out: ChatEvent[]): void => {
  if (event.type === 'block-delta' && event.delta.kind === 'text')
    return readText(state, event.index, event.delta.text, out)
  if (event.type === 'block-open' && event.block.kind === 'tool-call') state.hasToolCalls = true
  // It precedes a text that may continue a sequence.
  if (event.type === 'block-delta' && event.delta.kind === 'logprobs') return void out.push(event)
  release(state, out)
  out.push(event)
}

const readText = (state: StopState, index: number, piece: string, out: ChatEvent[]): void => {
  state.index = index
  const text = state.held + piece
  const found = firstOf(state.stops, text)
  const length = found === undefined ? text.length - openLength(state.stops, text) : found.place
  state.held = text.slice(length)
  if (length > 0) say(index, text.slice(0, length), out)
  if (found === undefined) return
  state.held = ''
  state.isEnded = true
  const reason = reasonBySent('stop', state.hasToolCalls)
  out.push(
    { type: 'block-close', index },
    { type: 'finish', reason, raw: 'stop_sequence', stopSequence: found.stop },
  )
}

const say = (index: number, text: string, out: ChatEvent[]): void => {
  out.push({ type: 'block-delta', index, delta: { kind: 'text', text } })
}

const release = (state: StopState, out: ChatEvent[]): void => {
  if (state.held !== '') say(state.index, state.held, out)
  state.held = ''
}

/** The first sequence in a text; of two at the same position, the longer. */
const firstOf = (stops: readonly string[], text: string): { place: number; stop: string } | undefined =>
  stops
    .map((stop) => ({ place: text.indexOf(stop), stop }))
    .filter(({ place }) => place !== -1)
    .toSorted((a, b) => a.place - b.place || b.stop.length - a.stop.length)[0]

/** How much of a text's end may be the beginning of a sequence. */
const openLength = (stops: readonly string[], text: string): number => {
  const longest = Math.max(...stops.map(({ length }) => length)) - 1
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length)
    if (stops.some((stop) => stop.startsWith(end))) return length
  }
  return 0
}
