import { PublicError } from '@gptget/errors'
import { ERROR_FORMS, responseFields } from '@gptget/protocol'
import type { Frame } from '@gptget/protocol'
import type { FinishReason } from '../../db/schema/runs.ts'
import type { NumberedEvent } from '../active/run-event.ts'
import { finishOf, type AnswerFormat, type AnswerNames, type Finished } from './answer-format.ts'
import { computerField } from './computer-field.ts'
import { openaiActionOf } from './openai-actions.ts'
import { Pieces, piecesOf, type ActionResult, type DoneAction, type Piece } from './pieces.ts'

/*
 * A run as a response of OpenAI's: messages, and for each completed action a `computer_call` or a `shell_call` with its
 * output. All are completed: there is nothing left for a client to execute.
 */

type Item = { type: string } & Record<string, unknown>

const INCOMPLETE: readonly FinishReason[] = ['length', 'max_steps', 'max_seconds', 'budget']

const callOf = ({ id, action, input }: DoneAction): Item =>
  action === 'bash'
    ? {
        type: 'shell_call',
        id: `sh_${id}`,
        call_id: id,
        status: 'completed',
        environment: null,
        action: {
          commands: [(input as { command: string }).command],
          timeout_ms: null,
          max_output_length: null,
        },
      }
    : {
        type: 'computer_call',
        id: `cu_${id}`,
        call_id: id,
        status: 'completed',
        pending_safety_checks: [],
        actions: [openaiActionOf(action, input)],
      }

const outputOf = ({ id, ok, text, screenshot }: ActionResult, isShell: boolean): Item =>
  isShell
    ? {
        type: 'shell_call_output',
        id: `sho_${id}`,
        call_id: id,
        status: 'completed',
        max_output_length: null,
        output: [{ stdout: text, stderr: '', outcome: { type: 'exit', exit_code: ok ? 0 : 1 } }],
      }
    : {
        type: 'computer_call_output',
        id: `cuo_${id}`,
        call_id: id,
        status: ok ? 'completed' : 'failed',
        output: { type: 'computer_screenshot', image_url: screenshot },
        ...(ok ? {} : { error: text }),
      }

const textPart = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

const messageOf = (id: string, text: string, status: string): Item => ({
  type: 'message',
  id,
  role: 'assistant',
  status,
  content: status === 'in_progress' ? [] : [textPart(text)],
})

const responseOf = (names: AnswerNames, more: object) => ({
  ...responseFields({ id: idOf(names), createdAtSeconds: names.createdAtSeconds, model: names.model }),
  ...more,
})

const idOf = ({ runId }: AnswerNames): string => `resp_${runId}`

const usageOf = ({ usage, cost }: Finished) => ({
  input_tokens: usage.input_tokens,
  input_tokens_details: { cached_tokens: usage.cache_read_tokens },
  output_tokens: usage.output_tokens,
  output_tokens_details: { reasoning_tokens: usage.reasoning_tokens },
  total_tokens: usage.input_tokens + usage.output_tokens,
  cost,
})

/** The items of a response, in the order of the pieces. */
class Items {
  readonly all: Item[] = []
  readonly #runId: string
  readonly #shellCalls = new Set<string>()
  #text = ''

  constructor(runId: string) {
    this.#runId = runId
  }

  get #messageId(): string {
    return `msg_${this.#runId}_${this.all.length}`
  }

  /** Events without their numbers. */
  push(piece: Piece): Item[] {
    const at = { item_id: this.#messageId, output_index: this.all.length, content_index: 0 }
    switch (piece.type) {
      case 'text-open':
        this.#text = ''
        return [
          this.#added(messageOf(this.#messageId, '', 'in_progress')),
          { type: 'response.content_part.added', ...at, part: textPart('') },
        ]
      case 'text':
        this.#text += piece.text
        return [{ type: 'response.output_text.delta', ...at, delta: piece.text, logprobs: [] }]
      case 'text-close':
        return [
          { type: 'response.output_text.done', ...at, text: this.#text, logprobs: [] },
          { type: 'response.content_part.done', ...at, part: textPart(this.#text) },
          this.#done(messageOf(this.#messageId, this.#text, 'completed')),
        ]
      case 'action':
        if (piece.action === 'bash') this.#shellCalls.add(piece.id)
        return this.#whole(callOf(piece))
      case 'result':
        return this.#whole(outputOf(piece, this.#shellCalls.has(piece.id)))
    }
  }

  #whole(item: Item): Item[] {
    return [this.#added({ ...item, status: 'in_progress' }), this.#done(item)]
  }

  #added(item: Item): Item {
    return { type: 'response.output_item.added', output_index: this.all.length, item }
  }

  #done(item: Item): Item {
    this.all.push(item)
    return { type: 'response.output_item.done', output_index: this.all.length - 1, item }
  }
}

const endingOf = (finished: Finished) => {
  if (finished.reason === 'error')
    return { status: 'failed', error: { code: 'server_error', message: finished.error } }
  if (!INCOMPLETE.includes(finished.reason)) return { status: 'completed' }
  return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
}

const endOf = (names: AnswerNames, items: Items, said: readonly NumberedEvent[]) => {
  const finished = finishOf(said)
  return responseOf(names, {
    ...endingOf(finished),
    completed_at: Math.floor(Date.parse(finished.at) / 1_000),
    output: items.all,
    usage: usageOf(finished),
    ...(names.hasEvents ? { computer: computerField(names, said) } : {}),
  })
}

const stream = (names: AnswerNames): ((event: NumberedEvent) => Frame[]) => {
  const pieces = new Pieces(names.hasEvents)
  const items = new Items(names.runId)
  const said: NumberedEvent[] = []
  let sequenceNumber = 0
  const frame = ({ type, ...fields }: Item): Frame => ({
    event: type,
    data: JSON.stringify({ type, sequence_number: sequenceNumber++, ...fields }),
  })
  return (event) => {
    said.push(event)
    if (event.type === 'run.started') return startOf(names).map(frame)
    const frames = pieces.push(event).flatMap((piece) => items.push(piece).map(frame))
    if (event.type !== 'run.finished') return frames
    const response = endOf(names, items, said)
    const { error } = event
    const failed =
      event.reason === 'error'
        ? { error: { message: error, code: 'server_error', type: 'server_error' } }
        : {}
    return [...frames, frame({ type: `response.${String(response['status'])}`, response, ...failed })]
  }
}

const startOf = (names: AnswerNames): Item[] => {
  const response = responseOf(names, { status: 'in_progress', output: [], usage: null })
  return [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
  ]
}

const failure = (error: PublicError): Frame[] =>
  ERROR_FORMS['openai-responses'].events(error, { id: '', model: '', createdAtSeconds: 0 })

const whole = (names: AnswerNames, events: readonly NumberedEvent[]): object => {
  const items = new Items(names.runId)
  for (const piece of piecesOf(events, names.hasEvents)) items.push(piece)
  return endOf(names, items, events)
}

export const responsesFormat: AnswerFormat = { stream, whole, failure }
