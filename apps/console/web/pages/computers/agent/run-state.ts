import type { RunEvent } from '../../../api/runs.ts'

/** A run as it is shown: its text and actions in order. */
export type Block =
  | { type: 'text' | 'reasoning'; seq: number; text: string }
  | {
      type: 'action'
      seq: number
      callId: string
      action: string
      input: Record<string, unknown>
      result: Result | null
    }
  | { type: 'screenshot'; seq: number; url: string }
  | { type: 'paused'; seq: number; by: 'person' | 'caller' }
  | { type: 'question'; seq: number; id: string; message: string }

type Result = { ok: boolean; ms: number; text: string }

export type RunState = {
  status: 'running' | 'paused' | 'finished'
  blocks: readonly Block[]
  costUsd: number
  /** Why it ended. */
  reason: string | null
  error: string | null
  lastSeq: number
}

export const BEGUN: RunState = {
  status: 'running',
  blocks: [],
  costUsd: 0,
  reason: null,
  error: null,
  lastSeq: 0,
}

/** The run after one more event. */
export const addRunEvent = (state: RunState, event: RunEvent): RunState => ({
  ...changed(state, event),
  lastSeq: event.seq,
})

const changed = (state: RunState, event: RunEvent): RunState => {
  switch (event.type) {
    case 'text':
    case 'reasoning':
      return { ...state, blocks: addText(state.blocks, event.type, event.text, event.seq) }
    case 'action':
      return add(state, {
        type: 'action',
        seq: event.seq,
        callId: event.call_id,
        action: event.action,
        input: event.input,
        result: null,
      })
    case 'action.result': {
      const { ok, ms, error, output } = event
      const result = { ok, ms, text: error ?? output ?? '' }
      const blocks = state.blocks.map((block) =>
        block.type === 'action' && block.callId === event.call_id ? { ...block, result } : block,
      )
      return { ...state, blocks }
    }
    case 'screenshot':
      return add(state, { type: 'screenshot', seq: event.seq, url: event.url })
    case 'confirmation_required':
      return add(state, { type: 'question', seq: event.seq, id: event.id, message: event.message })
    case 'run.paused':
      return { ...add(state, { type: 'paused', seq: event.seq, by: event.by }), status: 'paused' }
    case 'run.resumed':
      return { ...state, status: 'running' }
    case 'step.finished':
      return { ...state, costUsd: state.costUsd + event.cost }
    case 'run.finished':
      return { ...state, status: 'finished', reason: event.reason, error: event.error, costUsd: event.cost }
    default:
      return state
  }
}

const add = (state: RunState, block: Block): RunState => ({ ...state, blocks: [...state.blocks, block] })

const addText = (
  blocks: readonly Block[],
  type: 'text' | 'reasoning',
  text: string,
  seq: number,
): readonly Block[] => {
  const last = blocks.at(-1)
  if (last?.type !== type) return [...blocks, { type, seq, text }]
  return [...blocks.slice(0, -1), { ...last, text: last.text + text }]
}
