import type { RenderContext, RenderedEvent, ScriptedDialect } from './rendered.ts'
import type { Transcript } from './transcript.ts'

export const UPSTREAM_RESPONSES_MODEL = 'upstream-responses-2026-01-01'

/** OpenAI Responses: the event sequence of the API reference, with increasing `sequence_number`s. */
export const openaiResponses: ScriptedDialect = {
  render: (transcript, context) => ({
    plain: responseOf(
      transcript,
      context,
      doneStatus(transcript),
      itemsOf(transcript).map((item) => item.whole),
    ),
    events: numberEvents(renderEvents(transcript, context)),
  }),
  errorBody: (status, message, { type, param }) => ({
    error: {
      message,
      type: type ?? (status >= 500 ? 'server_error' : 'invalid_request_error'),
      param: param ?? null,
      code: null,
    },
  }),
  errorEvent: (message) => ({
    event: 'response.failed',
    data: JSON.stringify({
      type: 'response.failed',
      response: {
        id: 'resp_up',
        object: 'response',
        status: 'failed',
        error: { code: 'server_error', message },
        output: [],
      },
    }),
    role: 'frame',
  }),
  malformedEvent: {
    event: 'response.output_text.delta',
    data: '{"type":"response.output_text.delta","del',
    role: 'frame',
  },
}

type Unnumbered = { type: string; role: RenderedEvent['role']; fields: Record<string, unknown> }
type Item = {
  opened: Record<string, unknown>
  whole: Record<string, unknown>
  inner: (index: number) => Unnumbered[]
}

const numberEvents = (events: Unnumbered[]): RenderedEvent[] =>
  events.map(({ type, role, fields }, sequence_number) => ({
    event: type,
    data: JSON.stringify({ type, sequence_number, ...fields }),
    role,
  }))

const frame = (type: string, fields: Record<string, unknown>): Unnumbered => ({ type, role: 'frame', fields })
const token = (type: string, fields: Record<string, unknown>): Unnumbered => ({ type, role: 'token', fields })

const renderEvents = (transcript: Transcript, context: RenderContext): Unnumbered[] => {
  const items = itemsOf(transcript)
  const done = doneStatus(transcript)
  return [
    frame('response.created', { response: responseOf(transcript, context, 'in_progress', []) }),
    frame('response.in_progress', { response: responseOf(transcript, context, 'in_progress', []) }),
    ...items.flatMap((item, output_index) => [
      frame('response.output_item.added', { output_index, item: item.opened }),
      ...item.inner(output_index),
      frame('response.output_item.done', { output_index, item: item.whole }),
    ]),
    {
      type: `response.${done}`,
      role: 'terminal',
      fields: {
        response: responseOf(
          transcript,
          context,
          done,
          items.map((item) => item.whole),
        ),
      },
    },
  ]
}

const doneStatus = ({ finish }: Transcript): 'incomplete' | 'completed' =>
  finish === 'length' || finish === 'content-filter' ? 'incomplete' : 'completed'

const itemsOf = (transcript: Transcript): Item[] => {
  const items: Item[] = []
  if (transcript.reasoning.length > 0) items.push(reasoningItem(transcript.reasoning))
  if (transcript.text.length > 0) items.push(messageItem(transcript.text, 'output_text', 'text'))
  if (transcript.refusal.length > 0) items.push(messageItem(transcript.refusal, 'refusal', 'refusal'))
  return [...items, ...transcript.toolCalls.map(callItem)]
}

const contentPlace = (output_index: number): Record<string, unknown> => ({
  item_id: 'msg_up',
  output_index,
  content_index: 0,
})

const messageItem = (pieces: string[], kind: 'output_text' | 'refusal', field: 'text' | 'refusal'): Item => {
  const base = { id: 'msg_up', type: 'message', role: 'assistant' }
  const part = (content: string): Record<string, unknown> => ({
    type: kind,
    [field]: content,
    ...(kind === 'output_text' ? { annotations: [] } : {}),
  })
  return {
    opened: { ...base, status: 'in_progress', content: [] },
    whole: { ...base, status: 'completed', content: [part(pieces.join(''))] },
    inner: (index) => [
      frame('response.content_part.added', { ...contentPlace(index), part: part('') }),
      ...pieces.map((delta) => token(`response.${kind}.delta`, { ...contentPlace(index), delta })),
      frame(`response.${kind}.done`, { ...contentPlace(index), [field]: pieces.join('') }),
      frame('response.content_part.done', { ...contentPlace(index), part: part(pieces.join('')) }),
    ],
  }
}

const summaryPlace = (output_index: number): Record<string, unknown> => ({
  item_id: 'rs_up',
  output_index,
  summary_index: 0,
})

const reasoningItem = (pieces: string[]): Item => {
  const base = { id: 'rs_up', type: 'reasoning', encrypted_content: 'ZW5jcnlwdGVk' }
  const part = { type: 'summary_text', text: pieces.join('') }
  return {
    opened: { ...base, summary: [] },
    whole: { ...base, summary: [part] },
    inner: (index) => [
      frame('response.reasoning_summary_part.added', {
        ...summaryPlace(index),
        part: { type: 'summary_text', text: '' },
      }),
      ...pieces.map((delta) =>
        token('response.reasoning_summary_text.delta', { ...summaryPlace(index), delta }),
      ),
      frame('response.reasoning_summary_text.done', { ...summaryPlace(index), text: part.text }),
      frame('response.reasoning_summary_part.done', { ...summaryPlace(index), part }),
    ],
  }
}

const callItem = (call: Transcript['toolCalls'][number]): Item => {
  const id = call.id.replace('call_', 'fc_')
  const base = { id, type: 'function_call', call_id: call.id, name: call.name }
  const json = call.argumentPieces.join('')
  return {
    opened: { ...base, status: 'in_progress', arguments: '' },
    whole: { ...base, status: 'completed', arguments: json },
    inner: (output_index) => [
      ...call.argumentPieces.map((delta) =>
        token('response.function_call_arguments.delta', { item_id: id, output_index, delta }),
      ),
      frame('response.function_call_arguments.done', {
        item_id: id,
        output_index,
        name: call.name,
        arguments: json,
      }),
    ],
  }
}

const responseOf = (
  transcript: Transcript,
  context: RenderContext,
  status: string,
  output: unknown[],
): unknown => ({
  id: `resp_up${context.requestNumber}`,
  object: 'response',
  created_at: 1_700_000_000,
  status,
  error: null,
  incomplete_details:
    status === 'incomplete'
      ? { reason: transcript.finish === 'length' ? 'max_output_tokens' : 'content_filter' }
      : null,
  model: UPSTREAM_RESPONSES_MODEL,
  output,
  parallel_tool_calls: true,
  tool_choice: 'auto',
  tools: [],
  usage: status === 'in_progress' || transcript.usagePlacement === 'absent' ? null : usageOf(transcript),
})

const usageOf = ({ usage }: Transcript): unknown => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: { cached_tokens: usage.cacheReadTokens },
  output_tokens: usage.outputTokens + usage.reasoningTokens,
  output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  total_tokens: usage.inputTokens + usage.outputTokens + usage.reasoningTokens,
})
