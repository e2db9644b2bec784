import type { ChatEvent, ChatUsage } from './run-chat.ts'

/** The fields that every chunk of an answer repeats. */
export type AnswerHead = { id: string; model: string; createdSeconds: number }

type EndEvent = Extract<ChatEvent, { type: 'end' }>

/** Prints OpenAI's `chat.completion` from all events of one answer. */
export const printCompletion = (head: AnswerHead, events: readonly ChatEvent[], callId: string) => {
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  const toolStart = events.find((event) => event.type === 'tool-start')
  const args = events.map((event) => (event.type === 'tool-arguments' ? event.text : '')).join('')
  const end = events.find((event): event is EndEvent => event.type === 'end')
  if (!end) throw new Error('the answer has no end event')
  const toolCalls = toolStart && [
    { id: callId, type: 'function', function: { name: toolStart.name, arguments: args } },
  ]
  const message = {
    role: 'assistant',
    content: toolCalls ? null : text,
    refusal: null,
    ...(toolCalls && { tool_calls: toolCalls }),
  }
  return {
    ...printHead(head, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: end.finishReason }],
    usage: printUsage(end.usage),
  }
}

/** Prints OpenAI's `chat.completion.chunk`s of one event. The last one has the usage if it was requested. */
export const printChunks = (head: AnswerHead, event: ChatEvent, callId: string, hasUsage: boolean) => {
  const chunk = (choices: unknown[], usage: unknown = null) => ({
    ...printHead(head, 'chat.completion.chunk'),
    choices,
    ...(hasUsage && { usage }),
  })
  switch (event.type) {
    case 'start':
      return [chunk(choice({ role: 'assistant', content: '' }))]
    case 'text':
      return [chunk(choice({ content: event.text }))]
    case 'tool-start':
      return [chunk(call({ id: callId, type: 'function', function: { name: event.name, arguments: '' } }))]
    case 'tool-arguments':
      return [chunk(call({ function: { arguments: event.text } }))]
    case 'end': {
      const last = chunk(choice({}, event.finishReason))
      return hasUsage ? [last, chunk([], printUsage(event.usage))] : [last]
    }
  }
}

const choice = (delta: unknown, finishReason: string | null = null) => [
  { index: 0, delta, logprobs: null, finish_reason: finishReason },
]

const call = (fields: object) => choice({ tool_calls: [{ index: 0, ...fields }] })

const printHead = ({ id, model, createdSeconds }: AnswerHead, object: string) => ({
  id,
  object,
  created: createdSeconds,
  model,
})

const printUsage = ({ promptTokens, completionTokens }: ChatUsage) => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
})
