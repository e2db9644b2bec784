import type { FinishReason } from '../../db/schema/runs.ts'

/** An event of a run. */
export type RunEvent =
  | { type: 'run.started'; run_id: string; thread_id: string; computer_id: string; model: string }
  | { type: 'step'; step: number }
  | { type: 'reasoning'; step: number; text: string }
  | { type: 'text'; step: number; text: string }
  | { type: 'action'; step: number; call_id: string; action: string; input: object }
  | {
      type: 'action.result'
      step: number
      call_id: string
      ok: boolean
      ms: number
      error?: string
      output?: string
    }
  | { type: 'screenshot'; step: number; url: string; width: number; height: number }
  /** A step is repeated; its events so far are void. */
  | { type: 'step.retried'; step: number; message: string }
  | { type: 'step.finished'; step: number; generation_id: string; cost: number }
  | { type: 'confirmation_required'; id: string; message: string; actions: object[] }
  | { type: 'run.paused'; by: 'person' | 'caller' }
  | { type: 'run.resumed' }
  | {
      type: 'run.finished'
      reason: FinishReason
      steps: number
      cost: number
      error: string | null
      usage: {
        input_tokens: number
        output_tokens: number
        cache_read_tokens: number
        reasoning_tokens: number
      }
    }

export type NumberedEvent = RunEvent & { seq: number; at: string }
