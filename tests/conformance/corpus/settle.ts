import type { Dialect } from '@gptget/contracts'

type Json = Record<string, unknown>

const HI = 'Hi'
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectsIn = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/**
 * Makes a generated request a valid conversation: it begins and ends with a text of the user, every call has a result
 * and every result a call, and a chosen tool exists. Providers refuse anything else.
 */
export const settle = (dialect: Dialect, body: Json): Json =>
  SETTLERS[dialect](complete(dialect, structuredClone(body)) as Json)

/** Adds fields that are optional in the types but necessary in practice: what is shown, what is called. */
export const complete = (dialect: Dialect, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((one) => complete(dialect, one))
  if (!isObject(value)) return value
  const whole = withoutRivals(dialect === 'gemini' ? value : withSource(value))
  return Object.fromEntries(
    Object.entries(whole).map(([name, field]) => [
      name,
      complete(dialect, dialect === 'gemini' ? withGoogleSource(name, field) : field),
    ]),
  )
}

/** Pairs of fields with the same meaning, of which only one may be sent. */
const RIVALS: [string, string][] = [
  ['tools', 'functions'],
  ['tool_calls', 'function_call'],
  ['thinkingLevel', 'thinkingBudget'],
]

const withoutRivals = (value: Json): Json => {
  const lost = RIVALS.flatMap(([kept, other]) => (has(value, kept) ? [other] : []))
  return Object.fromEntries(Object.entries(value).filter(([name]) => !lost.includes(name)))
}

const has = (value: Json, ...names: string[]): boolean => names.some((name) => value[name] != null)

const withSource = (value: Json): Json => {
  switch (value['type']) {
    case 'input_file':
      return has(value, 'file_data', 'file_id', 'file_url') ? value : { ...value, file_data: FILE }
    case 'input_image':
      return has(value, 'image_url', 'file_id') ? value : { ...value, image_url: IMAGE }
    case 'document':
      return isObject(value['source']) && value['source']['type'] === 'base64'
        ? {
            ...value,
            source: { ...value['source'], data: value['source']['data'] === PNG ? PDF : OTHER_PDF },
          }
        : value
    case 'file': {
      const { file } = value
      return isObject(file) && !has(file, 'file_data', 'file_id')
        ? { ...value, file: { ...file, file_data: FILE } }
        : value
    }
    default:
      return value
  }
}

const PNG = 'iVBORw0KGgo='
const PDF = 'JVBERi0='
const OTHER_PDF = 'JVBERi0x'
const FILE = 'data:application/pdf;base64,JVBERi0='
const IMAGE = 'data:image/png;base64,iVBORw0KGgo='

const withGoogleSource = (name: string, field: unknown): unknown => {
  if (name === 'parts' && Array.isArray(field))
    return field.map((part) => (isObject(part) ? withContent(part) : part))
  if (!isObject(field)) return field
  if (name === 'inlineData') return { data: 'iVBORw0KGgo=', mimeType: 'image/png', ...field }
  if (name === 'fileData') return { fileUri: 'https://example.com/a', mimeType: 'image/png', ...field }
  if (name === 'parameters' || name === 'responseSchema') return { type: 'OBJECT', ...field }
  return field
}

/** Fields that describe a part, and are not parts by themselves. */
const ABOUT_PARTS = new Set([
  'mediaResolution',
  'videoMetadata',
  'partMetadata',
  'thought',
  'thoughtSignature',
  'mediaProcessing',
])

/** A part has one of these. */
const HELD = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  'audioTranscription',
]

const withContent = (given: Json): Json => {
  const held = HELD.find((name) => has(given, name))
  const part = Object.fromEntries(
    Object.entries(given).filter(([name]) => name === held || !HELD.includes(name)),
  )
  if (!Object.keys(part).every((name) => ABOUT_PARTS.has(name))) return part
  return has(part, 'thought', 'thoughtSignature')
    ? { ...part, text: HI }
    : { ...part, inlineData: { data: 'iVBORw0KGgo=', mimeType: 'image/png' } }
}

const isHead = ({ role }: Json) => role === 'system' || role === 'developer'

const SETTLERS: Record<Dialect, (body: Json) => Json> = {
  'openai-chat': (body) => {
    const messages = objectsIn(body['messages']).flatMap((message): Json[] => {
      if (message['role'] === 'tool') {
        const call = {
          id: message['tool_call_id'],
          type: 'function',
          function: { name: 'lookup', arguments: '{}' },
        }
        return [{ role: 'assistant', tool_calls: [call] }, message]
      }
      if (message['role'] === 'function')
        return [
          { role: 'assistant', content: null, function_call: { name: 'lookup', arguments: '{}' } },
          { ...message, name: 'lookup' },
        ]
      if (isObject(message['function_call']))
        return [message, { role: 'function', name: message['function_call']['name'], content: 'ok' }]
      const results = objectsIn(message['tool_calls']).map(({ id }) => ({
        role: 'tool',
        tool_call_id: id,
        content: 'ok',
      }))
      return [message, ...results]
    })
    const user = { role: 'user', content: HI }
    body['messages'] = [...messages.filter(isHead), user, ...messages.filter((one) => !isHead(one)), user]
    return withTool(withFunctions(body), { type: 'function', function: { name: 'lookup' } })
  },
  'openai-responses': (body) => {
    const user = { role: 'user', content: HI }
    if (typeof body['input'] !== 'string')
      body['input'] = [user, ...objectsIn(body['input']).flatMap(withCounterpart), user]
    body['model'] ??= 'x/y'
    return withTool(body, { type: 'function', name: 'lookup', parameters: null, strict: false })
  },
  'anthropic-messages': (body) => {
    const user = { role: 'user', content: HI }
    const messages = objectsIn(body['messages']).flatMap((message): Json[] => {
      const results = objectsIn(message['content']).filter(({ type }) => type === 'tool_result')
      const calls = objectsIn(message['content']).filter(({ type }) => type === 'tool_use')
      if (message['role'] === 'user' && results.length > 0)
        return [{ role: 'assistant', content: results.map(callFor) }, message]
      if (message['role'] === 'assistant' && results.length > 0)
        return [{ role: 'assistant', content: [...results.map(callFor), ...objectsIn(message['content'])] }]
      if (message['role'] === 'assistant' && calls.length > 0)
        return [
          message,
          {
            role: 'user',
            content: calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' })),
          },
        ]
      return [message]
    })
    body['messages'] = [user, ...messages, ...(messages.at(-1)?.['role'] === 'user' ? [] : [user])]
    return withTool(body, { name: 'lookup', input_schema: { type: 'object' } })
  },
  gemini: (body) => {
    const user = { role: 'user', parts: [{ text: HI }] }
    const contents = objectsIn(body['contents'])
      .map(withOneKind)
      .flatMap((content): Json[] => {
        const calls = objectsIn(content['parts']).filter((part) => part['functionCall'])
        const results = objectsIn(content['parts']).filter((part) => part['functionResponse'])
        for (const part of [...calls, ...results])
          for (const one of [part['functionCall'], part['functionResponse']])
            if (isObject(one)) one['name'] ??= 'lookup'
        if (calls.length > 0)
          return [
            { ...content, role: 'model' },
            { role: 'user', parts: calls.map(resultFor) },
          ]
        if (results.length > 0)
          return [
            { role: 'model', parts: results.map(geminiCallFor) },
            { ...content, role: 'user' },
          ]
        return [{ ...content, role: content['role'] === 'model' ? 'model' : 'user' }]
      })
    body['contents'] = [user, ...contents, user]
    for (const tool of objectsIn(body['tools']))
      for (const declared of objectsIn(tool['functionDeclarations'])) declared['name'] ??= 'lookup'
    const hasFunctions = objectsIn(body['tools']).some(
      (tool) => objectsIn(tool['functionDeclarations']).length > 0,
    )
    if (body['toolConfig'] !== undefined && !hasFunctions)
      body['tools'] = [...objectsIn(body['tools']), { functionDeclarations: [{ name: 'lookup' }] }]
    return body
  },
}

/** `functions`, the predecessor of tools: a chosen one exists, and each has a distinct name. */
const withFunctions = (body: Json): Json => {
  const { functions, function_call: choice, ...others } = body
  if (body['tools'] !== undefined || (functions === undefined && choice === undefined)) return others
  const named = new Map(objectsIn(functions).map((one) => [one['name'], one]))
  if (choice !== undefined) named.set('lookup', named.get('lookup') ?? { name: 'lookup' })
  return {
    ...others,
    functions: [...named.values()],
    function_call: isObject(choice) ? { name: 'lookup' } : choice,
  }
}

const withoutFunctions = ({ functions: _functions, function_call: _choice, ...others }: Json): Json => others

const withTool = (body: Json, tool: Json): Json => {
  if (body['tool_choice'] !== undefined || body['parallel_tool_calls'] !== undefined)
    return { ...withoutFunctions(body), tools: [...objectsIn(body['tools']), tool] }
  return body
}

/** A Responses item together with its call or its result. */
const withCounterpart = (item: Json): Json[] => {
  switch (item['type']) {
    case 'function_call':
      return [item, { type: 'function_call_output', call_id: item['call_id'], output: 'ok' }]
    case 'custom_tool_call':
      return [item, { type: 'custom_tool_call_output', call_id: item['call_id'], output: 'ok' }]
    case 'function_call_output':
      return [
        { type: 'function_call', call_id: item['call_id'] ?? 'c1', name: 'lookup', arguments: '{}' },
        item,
      ]
    case 'custom_tool_call_output':
      return [{ type: 'custom_tool_call', call_id: item['call_id'], name: 'lookup', input: 'x' }, item]
    default:
      return [item]
  }
}

const callFor = ({ tool_use_id }: Json): Json => ({
  type: 'tool_use',
  id: tool_use_id,
  name: 'lookup',
  input: {},
})

/** No model calls a tool and answers in the same turn. */
const withOneKind = (content: Json): Json => {
  const parts = objectsIn(content['parts'])
  return parts.some((part) => part['functionCall'])
    ? { ...content, parts: parts.filter((part) => !part['functionResponse']) }
    : content
}

const geminiCallFor = (part: Json): Json => {
  const { id, name } = part['functionResponse'] as Json
  return { functionCall: { ...(id === undefined ? {} : { id }), name, args: {} } }
}

const resultFor = (part: Json): Json => {
  const { id, name } = part['functionCall'] as Json
  return { functionResponse: { ...(id === undefined ? {} : { id }), name, response: { output: 'ok' } } }
}
