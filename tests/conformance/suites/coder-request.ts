import type { UpstreamDialect } from '@gptget/testkit'

type Json = Record<string, unknown>

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
const recordOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export type CoderRequest = {
  tools: string[]
  calls: string[]
  /** The ids that results refer to, or their names, because Gemini's may have no ids. */
  results: string[]
  resultCount: number
  /** The signatures of reasoning and calls that were sent back. */
  seals: string[]
}

/** The parts of a request that a coding model needs: its tools and the state of the task. */
export const readCoderRequest = (dialect: UpstreamDialect, json: unknown): CoderRequest => {
  const read = READ[dialect](recordOf(json))
  return { ...read, resultCount: read.results.length }
}

type Read = (body: Json) => Omit<CoderRequest, 'resultCount'>

const readChat: Read = (body) => {
  const messages = listOf(body['messages'])
  return {
    tools: listOf(body['tools']).map((tool) => textOf(recordOf(tool['function'])['name'])),
    calls: messages.flatMap(({ tool_calls }) => listOf(tool_calls).map(({ id }) => textOf(id))),
    results: messages.flatMap(({ role, tool_call_id }) => (role === 'tool' ? [textOf(tool_call_id)] : [])),
    seals: [],
  }
}

const readResponses: Read = (body) => {
  const items = listOf(body['input'])
  const ids = (pattern: RegExp): string[] =>
    items.filter(({ type }) => pattern.test(textOf(type))).map(({ call_id }) => textOf(call_id))
  return {
    tools: listOf(body['tools']).map(({ name }) => textOf(name)),
    calls: ids(/_call$/),
    results: ids(/_call_output$/),
    seals: items.flatMap(({ encrypted_content: seal }) => (typeof seal === 'string' ? [seal] : [])),
  }
}

const readMessages: Read = (body) => {
  const blocks = listOf(body['messages']).flatMap(({ content }) => listOf(content))
  const of = (kind: string, field: string): string[] =>
    blocks.filter(({ type }) => type === kind).map((block) => textOf(block[field]))
  return {
    tools: listOf(body['tools']).map(({ name }) => textOf(name)),
    calls: of('tool_use', 'id'),
    results: of('tool_result', 'tool_use_id'),
    seals: of('thinking', 'signature'),
  }
}

const idOf = (value: unknown): string => textOf(recordOf(value)['id'] ?? recordOf(value)['name'])

const readGemini: Read = (body) => {
  const parts = listOf(body['contents']).flatMap((content) => listOf(content['parts']))
  return {
    tools: listOf(body['tools']).flatMap((tool) =>
      listOf(tool['functionDeclarations']).map(({ name }) => textOf(name)),
    ),
    calls: parts.flatMap(({ functionCall }) => (functionCall ? [idOf(functionCall)] : [])),
    results: parts.flatMap(({ functionResponse }) => (functionResponse ? [idOf(functionResponse)] : [])),
    seals: parts.flatMap(({ thoughtSignature: seal }) => (typeof seal === 'string' ? [seal] : [])),
  }
}

const READ: Record<UpstreamDialect, Read> = {
  'openai-chat': readChat,
  'openai-responses': readResponses,
  'anthropic-messages': readMessages,
  gemini: readGemini,
}

/** The function names that each provider accepts, from its documentation or its error. */
const TOOL_NAME: Record<UpstreamDialect, RegExp> = {
  'openai-chat': /^[a-zA-Z0-9_-]{1,64}$/,
  'openai-responses': /^[a-zA-Z0-9_-]{1,64}$/,
  'anthropic-messages': /^[a-zA-Z0-9_-]{1,128}$/,
  gemini: /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/,
}

/** Why a real provider of this dialect would refuse the request; undefined if it would not. */
export const refusalOf = (dialect: UpstreamDialect, json: unknown): string | undefined => {
  const { tools, calls, results } = readCoderRequest(dialect, json)
  const named = dialect === 'openai-responses' ? functionNames(recordOf(json)) : tools
  const odd = named.find((name) => !TOOL_NAME[dialect].test(name))
  if (odd !== undefined) return `the tool name "${odd}"`
  if (new Set(named).size < named.length) return 'two tools of one name'
  const orphan = results.find((id) => !calls.includes(id))
  if (orphan !== undefined) return `a result for ${orphan}, which no call made`
  const open = calls.find((id) => !results.includes(id))
  if (open !== undefined) return `no result for the call ${open}`
  return OWN_RULES[dialect](recordOf(json))
}

const functionNames = (body: Json): string[] =>
  listOf(body['tools']).flatMap(({ type, name }) => (type === 'function' ? [textOf(name)] : []))

const OWN_RULES: Record<UpstreamDialect, (body: Json) => string | undefined> = {
  'openai-chat': (body) => {
    const kind = listOf(body['tools']).find(({ type }) => type !== 'function' && type !== 'custom')
    if (kind !== undefined) return `a tool of the type ${textOf(kind['type'])}`
    return afterCalls(listOf(body['messages']))
  },
  'openai-responses': (body) => {
    const kind = listOf(body['tools']).find(({ type }) => !RESPONSES_TOOLS.has(textOf(type)))
    return kind && `a tool of the type ${textOf(kind['type'])}`
  },
  'anthropic-messages': (body) => {
    if (typeof body['max_tokens'] !== 'number') return 'max_tokens is missing'
    const empty = listOf(body['messages'])
      .flatMap(({ content }) => listOf(content))
      .find(({ type, text }) => type === 'text' && textOf(text).trim() === '')
    return empty && 'a text block without text'
  },
  gemini: (body) => {
    const found = findKey(
      body['tools'],
      (key, value) => key === '$ref' && !textOf(value).startsWith('#/$defs/'),
    )
    if (found) return 'a $ref that leads nowhere'
    const content = listOf(body['contents']).find(({ parts }) => listOf(parts).length === 0)
    return content && 'a content without parts'
  },
}

const RESPONSES_TOOLS: ReadonlySet<string> = new Set([
  'function',
  'custom',
  'namespace',
  'web_search',
  'web_search_preview',
  'file_search',
  'code_interpreter',
  'image_generation',
  'local_shell',
  'shell',
  'apply_patch',
  'tool_search',
  'mcp',
])

/** OpenAI allows nothing between a call and its results. */
const afterCalls = (messages: Json[]): string | undefined => {
  let awaited = 0
  for (const { role, tool_calls } of messages) {
    if (role === 'tool') awaited -= 1
    else if (awaited > 0) return 'a message between a call and its result'
    else awaited = listOf(tool_calls).length
  }
  return undefined
}

const findKey = (value: unknown, isMatch: (key: string, value: unknown) => boolean): boolean => {
  if (Array.isArray(value)) return value.some((item) => findKey(item, isMatch))
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => isMatch(key, inner) || findKey(inner, isMatch))
}
