import { PublicError } from '@gptget/errors'
import { ERROR_FORMS } from '@gptget/protocol'
import type { Frame } from '@gptget/protocol'
import type { FinishReason } from '../../db/schema/runs.ts'
import type { NumberedEvent } from '../active/run-event.ts'
import { finishOf, type AnswerFormat, type AnswerNames, type Finished } from './answer-format.ts'
import { computerField } from './computer-field.ts'
import { Pieces, piecesOf, type ActionResult, type DoneAction, type Piece } from './pieces.ts'

/*
 * A run as a message of Anthropic's: text, `tool_use` for each completed action and `tool_result` for its result. It
 * never stops for `tool_use`: there is nothing left for a client to execute.
 */

const STOP_REASONS: Partial<Record<FinishReason, string>> = {
  length: 'max_tokens',
  max_steps: 'max_tokens',
  max_seconds: 'max_tokens',
  budget: 'max_tokens',
  refusal: 'refusal',
}
const stopReasonOf = ({ reason }: Finished): string => STOP_REASONS[reason] ?? 'end_turn'

type Block = { type: string } & Record<string, unknown>

const toolUse = ({ id, action, input }: DoneAction): Block => ({
  type: 'tool_use',
  id,
  name: action === 'bash' ? 'bash' : 'computer',
  input: action === 'bash' ? input : { action, ...input },
})

const toolResult = ({ id, ok, text, screenshot }: ActionResult): Block => ({
  type: 'tool_result',
  tool_use_id: id,
  is_error: !ok,
  content: [
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...(screenshot === null ? [] : [{ type: 'image', source: { type: 'url', url: screenshot } }]),
  ],
})

const messageOf = ({ runId, model }: AnswerNames, more: object): object => ({
  id: `msg_${runId}`,
  type: 'message',
  role: 'assistant',
  model,
  stop_sequence: null,
  ...more,
})

const usageOf = ({ usage, cost }: Finished) => ({
  input_tokens: usage.input_tokens - usage.cache_read_tokens,
  cache_read_input_tokens: usage.cache_read_tokens,
  cache_creation_input_tokens: 0,
  output_tokens: usage.output_tokens,
  cost,
})

const NO_USAGE = { input_tokens: 0, output_tokens: 0 }

const frame = (event: { type: string } & Record<string, unknown>): Frame => ({
  event: event.type,
  data: JSON.stringify(event),
})

const stream = (names: AnswerNames): ((event: NumberedEvent) => Frame[]) => {
  const pieces = new Pieces(names.hasEvents)
  const state = { index: 0 }
  const said: NumberedEvent[] = []
  return (event) => {
    said.push(event)
    const frames = pieces.push(event).flatMap((piece) => framesOf(piece, state))
    if (event.type === 'run.started') return [startOf(names), ...frames]
    return event.type === 'run.finished' ? [...frames, ...endOf(names, event, said)] : frames
  }
}

const startOf = (names: AnswerNames): Frame =>
  frame({
    type: 'message_start',
    message: messageOf(names, { content: [], stop_reason: null, usage: NO_USAGE }),
  })

const framesOf = (piece: Piece, state: { index: number }): Frame[] => {
  const { index } = state
  switch (piece.type) {
    case 'text-open':
      return [frame({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } })]
    case 'text':
      return [frame({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: piece.text } })]
    case 'text-close':
      state.index += 1
      return [frame({ type: 'content_block_stop', index })]
    case 'action': {
      state.index += 1
      const { input, ...block } = toolUse(piece)
      const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) }
      return [
        frame({ type: 'content_block_start', index, content_block: { ...block, input: {} } }),
        frame({ type: 'content_block_delta', index, delta }),
        frame({ type: 'content_block_stop', index }),
      ]
    }
    case 'result':
      state.index += 1
      return [
        frame({ type: 'content_block_start', index, content_block: toolResult(piece) }),
        frame({ type: 'content_block_stop', index }),
      ]
  }
}

const endOf = (names: AnswerNames, finished: Finished, said: readonly NumberedEvent[]): Frame[] => {
  const computer = names.hasEvents ? { computer: computerField(names, said) } : {}
  if (finished.reason === 'error')
    return failure(new PublicError('provider_unavailable', finished.error ?? 'The run failed.'))
  return [
    frame({
      type: 'message_delta',
      delta: { stop_reason: stopReasonOf(finished), stop_sequence: null },
      usage: usageOf(finished),
      ...computer,
    }),
    frame({ type: 'message_stop' }),
  ]
}

const failure = (error: PublicError): Frame[] =>
  ERROR_FORMS['anthropic-messages'].events(error, { id: '', model: '', createdAtSeconds: 0 })

const whole = (names: AnswerNames, events: readonly NumberedEvent[]): object => {
  const finished = finishOf(events)
  return messageOf(names, {
    content: blocksOf(piecesOf(events, names.hasEvents)),
    stop_reason: stopReasonOf(finished),
    usage: usageOf(finished),
    ...(names.hasEvents ? { computer: computerField(names, events) } : {}),
  })
}

const blocksOf = (pieces: readonly Piece[]): Block[] => {
  const blocks: Block[] = []
  for (const piece of pieces) {
    if (piece.type === 'text-open') blocks.push({ type: 'text', text: '' })
    if (piece.type === 'text') blocks.at(-1)!['text'] = String(blocks.at(-1)!['text']) + piece.text
    if (piece.type === 'action') blocks.push(toolUse(piece))
    if (piece.type === 'result') blocks.push(toolResult(piece))
  }
  return blocks
}

export const messagesFormat: AnswerFormat = { stream, whole, failure }
