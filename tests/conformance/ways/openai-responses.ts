import { zodTextFormat } from 'openai/helpers/zod'
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputContent,
  ResponseInputItem,
  ResponseOutputItem,
} from 'openai/resources/responses/responses'
import {
  lastOf,
  MAX_OUTPUT_TOKENS,
  type Answer,
  type Ask,
  type Finish,
  type Part,
  type Turn,
} from '../conversation.ts'
import { PERSON } from '../person.ts'
import type { Door, Way } from '../way.ts'
import { exceptionsOf, openaiAt, readThrown } from './openai-exceptions.ts'

const paramsOf = (model: string, ask: Ask): ResponseCreateParamsNonStreaming => ({
  model,
  store: false,
  max_output_tokens: MAX_OUTPUT_TOKENS,
  ...(ask.system === undefined ? {} : { instructions: ask.system }),
  input: ask.turns.flatMap(itemsOf),
  ...(ask.tools && {
    tools: ask.tools.map(({ name, description, schema }) => ({
      type: 'function' as const,
      name,
      description,
      parameters: schema,
      strict: false,
    })),
  }),
  ...(ask.toolChoice && {
    tool_choice:
      typeof ask.toolChoice === 'string'
        ? ask.toolChoice
        : { type: 'function' as const, name: ask.toolChoice.name },
  }),
  ...(ask.output === 'json' && { text: { format: { type: 'json_object' as const } } }),
  ...(typeof ask.output === 'object' && { text: { format: zodTextFormat(PERSON, 'person') } }),
  ...(ask.reasons && {
    reasoning: { effort: 'low' as const, summary: 'auto' as const },
    include: ['reasoning.encrypted_content' as const],
  }),
})

const itemsOf = (turn: Turn): ResponseInputItem[] => {
  switch (turn.role) {
    case 'user':
      return [{ role: 'user', content: turn.parts.map(partOf) }]
    case 'assistant':
      return [{ role: 'assistant', content: turn.text }]
    case 'replay':
      return turn.answer.replay as ResponseOutputItem[] as ResponseInputItem[]
    case 'results':
      return turn.results.map(({ call, text, png }) => ({
        type: 'function_call_output',
        call_id: call.id,
        output:
          png === undefined ? text : [partOf({ type: 'text', text }), partOf({ type: 'image', base64: png })],
      }))
  }
}

const partOf = (part: Part): ResponseInputContent => {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text }
    case 'image':
      return { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${part.base64}` }
    case 'image-url':
      return { type: 'input_image', detail: 'auto', image_url: part.url }
    case 'pdf':
      return {
        type: 'input_file',
        filename: 'a.pdf',
        file_data: `data:application/pdf;base64,${part.base64}`,
      }
    case 'audio':
      throw new Error('the Responses API does not accept audio')
    case 'pdf-url':
      return { type: 'input_file', file_url: part.url }
  }
}

const answerOf = (response: Response & { output_parsed?: unknown }): Answer => {
  const { output, usage } = response
  const calls = output.filter((item) => item.type === 'function_call')
  const reasoning = output.filter((item) => item.type === 'reasoning')
  return {
    id: response.id,
    text: response.output_text,
    reasoning: reasoning.flatMap(({ summary }) => summary.map(({ text }) => text)).join(''),
    calls: calls.map((call) => ({
      id: call.call_id,
      name: call.name,
      input: JSON.parse(call.arguments) as unknown,
    })),
    finish: finishOf(response, calls.length > 0),
    usage: {
      input: usage?.input_tokens,
      output: usage?.output_tokens,
      cached: usage?.input_tokens_details.cached_tokens,
    },
    costUsd: (usage as { cost?: number } | undefined)?.cost,
    ...(response.output_parsed ? { parsed: response.output_parsed } : {}),
    replay: output,
  }
}

const finishOf = ({ status, incomplete_details }: Response, isCalling: boolean): Finish | undefined => {
  if (status === 'incomplete')
    return incomplete_details?.reason === 'max_output_tokens' ? 'length' : 'content-filter'
  if (status !== 'completed') return undefined
  return isCalling ? 'tool-calls' : 'stop'
}

const create = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const { responses } = openaiAt(door)
  const params = paramsOf(model, ask)
  return answerOf(
    typeof ask.output === 'object' ? await responses.parse(params) : await responses.create(params),
  )
}

const streamHelper = async (door: Door, model: string, ask: Ask): Promise<Answer> =>
  answerOf(
    await openaiAt(door)
      .responses.stream({ ...paramsOf(model, ask), stream: true })
      .finalResponse(),
  )

/** Uses the deltas for the content, and the last event for the rest. */
const createStream = async (door: Door, model: string, ask: Ask): Promise<Answer> => {
  const stream = await openaiAt(door).responses.create({ ...paramsOf(model, ask), stream: true })
  const events = await Array.fromAsync(stream)
  const sequence = events.map(({ sequence_number }) => sequence_number)
  if (sequence.some((number, index) => number !== index)) throw new Error(`gap in ${sequence.join()}`)
  const last = lastOf(events, 'event')
  if (last.type !== 'response.completed' && last.type !== 'response.incomplete')
    throw new Error(`the last event is ${last.type}`)
  const textOf = (type: 'response.output_text.delta' | 'response.reasoning_summary_text.delta'): string =>
    events.flatMap((event) => (event.type === type ? [event.delta] : [])).join('')
  const inputOf = (index: number): unknown =>
    JSON.parse(
      events
        .flatMap((event) =>
          event.type === 'response.function_call_arguments.delta' && event.output_index === index
            ? [event.delta]
            : [],
        )
        .join(''),
    )
  const answer = answerOf({ ...last.response, output_text: textOf('response.output_text.delta') })
  const places = last.response.output.flatMap(({ type }, index) => (type === 'function_call' ? [index] : []))
  return {
    ...answer,
    reasoning: textOf('response.reasoning_summary_text.delta'),
    calls: answer.calls.map((call, index) => ({ ...call, input: inputOf(places[index] ?? -1) })),
  }
}

const responsesWay = (name: string, isStream: boolean, ask: Way['ask']): Way => ({
  name: `openai responses ${name}`,
  inbound: 'openai-responses',
  isStream,
  ask,
  readThrown,
  exceptions: exceptionsOf(isStream),
  cannotSay: {
    'tool loop of the SDK': 'The SDK does not run tools in this API.',
    audio: 'The Responses API does not accept audio.',
    'stop sequence': 'The Responses API has no stop sequences.',
    'prompt cache marker': 'Only Anthropic’s dialect has cache markers.',
  },
  hides: {},
})

export const openaiResponsesWays: Way[] = [
  responsesWay('create, parse', false, create),
  responsesWay('create, stream', true, createStream),
  responsesWay('stream()', true, streamHelper),
]
