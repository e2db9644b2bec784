import type { Dialect } from '@gptget/contracts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The calls and results of a turn. A turn is one message, one item or one content. */
export type Turn = {
  role: string
  calls: { id: string | undefined; name: string }[]
  results: string[]
  /** It may be between a call and its result. */
  isOnlyResults: boolean
}

export type Exchanges = { turns: Turn[]; tools: string[] }

/** The calls, results and tools of a provider's request. */
export const exchangesIn = (dialect: Dialect, body: Json): Exchanges => READERS[dialect](body)

const named = (value: unknown): string => textOf(isObject(value) ? value['name'] : undefined)

const READERS: Record<Dialect, (body: Json) => Exchanges> = {
  'openai-chat': (body) => ({
    tools: objectsIn(body['tools']).map((tool) => named(tool['function'] ?? tool['custom'])),
    turns: objectsIn(body['messages']).map((message) => ({
      role: textOf(message['role']),
      calls: objectsIn(message['tool_calls']).map((call) => ({
        id: textOf(call['id']),
        name: named(call['function'] ?? call['custom']),
      })),
      results: message['role'] === 'tool' ? [textOf(message['tool_call_id'])] : [],
      isOnlyResults: message['role'] === 'tool',
    })),
  }),
  // Items of one answer follow each other: several calls before the first result.
  'openai-responses': (body) => ({
    tools: objectsIn(body['tools']).map(named),
    turns: objectsIn(body['input']).map((item) => {
      const isCall = item['type'] === 'function_call' || item['type'] === 'custom_tool_call'
      const isResult = /^(function_call|custom_tool_call)_output$/.test(textOf(item['type']))
      return {
        role: isCall ? 'assistant' : textOf(item['role']) || 'assistant',
        calls: isCall ? [{ id: textOf(item['call_id']), name: named(item) }] : [],
        results: isResult ? [textOf(item['call_id'])] : [],
        isOnlyResults: isCall || isResult || item['type'] === 'reasoning' || item['role'] === 'assistant',
      }
    }),
  }),
  'anthropic-messages': (body) => ({
    tools: objectsIn(body['tools']).map(named),
    turns: objectsIn(body['messages']).map((message) => {
      const content = objectsIn(message['content'])
      const results = content.filter(({ type }) => type === 'tool_result')
      const firstOther = content.findIndex(({ type }) => type !== 'tool_result')
      const isFirst = firstOther === -1 || firstOther >= results.length
      return {
        role: textOf(message['role']),
        calls: content
          .filter(({ type }) => type === 'tool_use')
          .map((call) => ({ id: textOf(call['id']), name: named(call) })),
        results: results.map(({ tool_use_id }) => textOf(tool_use_id)),
        isOnlyResults: results.length > 0 && isFirst,
      }
    }),
  }),
  gemini: (body) => ({
    tools: objectsIn(body['tools']).flatMap((tool) => objectsIn(tool['functionDeclarations']).map(named)),
    turns: objectsIn(body['contents']).map((content) => {
      const parts = objectsIn(content['parts'])
      const results = parts.flatMap((part) =>
        isObject(part['functionResponse']) ? [part['functionResponse']] : [],
      )
      return {
        role: content['role'] === 'model' ? 'assistant' : 'user',
        calls: parts.flatMap(({ functionCall }) =>
          isObject(functionCall) ? [{ id: textOf(functionCall['id']), name: named(functionCall) }] : [],
        ),
        results: results.map(({ id }) => textOf(id)),
        isOnlyResults: results.length > 0,
      }
    }),
  }),
}
