import type { ChatParameters, FunctionTool } from '../../api/chat.ts'
import { m } from '../../messages/index.ts'

export const EFFORTS = ['', 'none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const
export const TOOL_CHOICES = ['auto', 'none', 'required'] as const
export const OUTPUTS = ['text', 'json', 'schema'] as const

/** The settings of requests. Null and empty values are left to the model. */
export type ChatSettings = {
  system: string
  temperature: number | null
  topP: number | null
  maxTokens: number | null
  seed: number | null
  frequencyPenalty: number | null
  presencePenalty: number | null
  /** One text per line. */
  stop: string
  effort: (typeof EFFORTS)[number]
  /** JSON: a list of functions. */
  tools: string
  toolChoice: (typeof TOOL_CHOICES)[number]
  output: (typeof OUTPUTS)[number]
  /** A JSON schema. */
  schema: string
}

export const FRESH_SETTINGS: ChatSettings = {
  system: '',
  temperature: null,
  topP: null,
  maxTokens: null,
  seed: null,
  frequencyPenalty: null,
  presencePenalty: null,
  stop: '',
  effort: '',
  tools: '',
  toolChoice: 'auto',
  output: 'text',
  schema: '',
}

type Read<Value> = { value: Value; fault?: undefined } | { value?: undefined; fault: string }

type Fields = Record<string, unknown>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readJson = (text: string): Read<unknown> => {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { fault: m.playground.notJson((error as Error).message) }
  }
}

/** The tools in the editor: either as in the API, or only the functions. */
export const readTools = (text: string): Read<FunctionTool[]> => {
  if (text.trim() === '') return { value: [] }
  const json = readJson(text)
  if (json.fault !== undefined) return json
  if (!Array.isArray(json.value)) return { fault: m.playground.toolsNoList }
  const functions = json.value.map((tool) =>
    isObject(tool) && isObject(tool['function']) ? tool['function'] : tool,
  )
  const wrong = functions.findIndex((one) => !isObject(one) || typeof one['name'] !== 'string')
  if (wrong !== -1) return { fault: m.playground.toolNoName(wrong + 1) }
  return {
    value: functions.map((one) => ({ type: 'function', function: one as FunctionTool['function'] })),
  }
}

/** The schema in the editor. */
export const readSchema = (text: string): Read<Fields> => {
  if (text.trim() === '') return { fault: m.playground.schemaMissing }
  const json = readJson(text)
  if (json.fault !== undefined) return json
  return isObject(json.value) ? { value: json.value } : { fault: m.playground.schemaNoObject }
}

/** What is wrong with the settings; undefined: nothing. */
export const faultOf = ({ tools, output, schema }: ChatSettings): string | undefined => {
  const ofTools = readTools(tools).fault
  if (ofTools !== undefined) return `${m.playground.tools}: ${ofTools}`
  const ofSchema = output === 'schema' ? readSchema(schema).fault : undefined
  return ofSchema === undefined ? undefined : `${m.playground.schema}: ${ofSchema}`
}

/** The settings as fields of a request. They must be valid: see `faultOf`. */
export const parametersOf = (settings: ChatSettings): ChatParameters =>
  withoutNothing({
    temperature: settings.temperature,
    top_p: settings.topP,
    max_tokens: settings.maxTokens,
    seed: settings.seed,
    frequency_penalty: settings.frequencyPenalty,
    presence_penalty: settings.presencePenalty,
    stop: settings.stop === '' ? null : settings.stop.split('\n').filter((line) => line !== ''),
    reasoning_effort: settings.effort || null,
    ...toolsOf(settings),
    response_format: formatOf(settings),
  })

const toolsOf = ({ tools, toolChoice }: ChatSettings) => {
  const list = readTools(tools).value ?? []
  if (list.length === 0) return {}
  return { tools: list, tool_choice: toolChoice === 'auto' ? null : toolChoice }
}

const formatOf = ({ output, schema }: ChatSettings): ChatParameters['response_format'] | null => {
  if (output === 'text') return null
  if (output === 'json') return { type: 'json_object' }
  const { value } = readSchema(schema)
  return value === undefined
    ? null
    : { type: 'json_schema', json_schema: { name: 'answer', schema: value, strict: true } }
}

const withoutNothing = (fields: { [Name in keyof ChatParameters]: ChatParameters[Name] | null }) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as ChatParameters
