import type { Machine } from '../dialect.ts'
import type { ChatEvent } from './events.ts'
import { explode } from './explode.ts'
import { fold } from './fold.ts'
import { run, startMachine } from './machine.ts'
import type { ChatRequest } from './request.ts'
import { endUnwrapping, startUnwrapping, unwrapPiece, type Unwrapping } from './restore/unwrap-text.ts'
import type { ChatResult } from './result.ts'

/** Puts an answer back as the caller knows it, event by event or whole. */
export type Restorer = { step(event: ChatEvent): ChatEvent[]; whole(result: ChatResult): ChatResult }

const NOTHING_TO_RESTORE: Restorer = { step: (event) => [event], whole: (result) => result }

/** Undoes in an answer what adapting changed in the request. Needs nothing but the adapted request. */
export const restorerOf = ({ output }: ChatRequest): Restorer => {
  const isOutputWrapped = output.type === 'json-schema' && output.isWrapped === true
  if (!isOutputWrapped) return NOTHING_TO_RESTORE
  const restoration = { isOutputWrapped }
  return {
    step: startMachine(restoreEvents, restoration).step,
    whole: (result) => fold(run(restoreEvents, restoration, explode(result))),
  }
}

type Restoration = { isOutputWrapped: boolean }

type RestoreState = { restoration: Restoration; text: Unwrapping | undefined }

const restoreEvents: Machine<RestoreState, ChatEvent, ChatEvent, Restoration> = {
  start: (restoration) => ({ restoration, text: undefined }),
  step: (state, event) => [state, restoreEvent(state, event)],
  end: () => [],
}

const restoreEvent = (state: RestoreState, event: ChatEvent): ChatEvent[] => {
  switch (event.type) {
    case 'block-open':
      if (event.block.kind === 'text' && state.restoration.isOutputWrapped) state.text = startUnwrapping()
      return [event]
    case 'block-delta':
      return state.text !== undefined && event.delta.kind === 'text'
        ? textDelta(event.index, unwrapPiece(state.text, event.delta.text))
        : [event]
    case 'block-close': {
      const left = state.text === undefined ? '' : endUnwrapping(state.text)
      state.text = undefined
      return [...textDelta(event.index, left), event]
    }
    default:
      return [event]
  }
}

const textDelta = (index: number, text: string): ChatEvent[] =>
  text === '' ? [] : [{ type: 'block-delta', index, delta: { kind: 'text', text } }]
