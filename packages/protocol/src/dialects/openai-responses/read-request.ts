import type { ChatRequest, OutputFormat, Tool, ToolChoice } from '../../canonical/request.ts'
import { knownEffort } from '../../canonical/thinking.ts'
import { compact, objectOf, optionalText, type JsonObject } from '../../json/object.ts'
import { nativeFieldsOf } from '../native-fields.ts'
import { extensionsOf, invalidAt, parseAt } from '../parse-at.ts'
import { readCustomTool, readOpenAiChoice } from '../openai-tools.ts'
import { readItems } from './read-items.ts'
import { LOGPROBS } from './state-fields.ts'
import {
  functionToolSchema,
  jsonSchemaFormatSchema,
  KNOWN_FIELDS,
  KNOWN_TOOL_FIELDS,
  namespaceSchema,
  requestSchema,
  type WireRequest,
} from './wire.ts'
import { unreadFields } from '../unread-fields.ts'
import { readFields } from './read-fields.ts'

/** Reads the body of a responses request. @throws PublicError `invalid_request` naming the field. */
export const readRequest = (body: unknown): ChatRequest => {
  const wire = parseAt(requestSchema, body)
  const extensions = extensionsOf(wire, KNOWN_FIELDS)
  return compact({
    model: wire.model,
    isStream: wire.stream ?? false,
    system: wire.instructions ? [{ type: 'text' as const, text: wire.instructions }] : [],
    ...readInput(wire.input),
    tools: (wire.tools ?? []).map((tool, index) => readTool(tool, `tools[${index}]`)),
    toolChoice: readToolChoice(wire.tool_choice, extensions),
    allowsParallelToolCalls: wire.parallel_tool_calls ?? undefined,
    output: readOutputFormat(wire.text?.format),
    sampling: compact({
      maxOutputTokens: wire.max_output_tokens ?? undefined,
      temperature: wire.temperature ?? undefined,
      topP: wire.top_p ?? undefined,
      verbosity: wire.text?.verbosity ?? undefined,
      topLogprobs: readTopLogprobs(wire),
    }),
    reasoning: readReasoning(wire, extensions),
    user: wire.user ?? undefined,
    metadata: wire.metadata ?? undefined,
    cacheKey: wire.prompt_cache_key ?? undefined,
    serviceTier: wire.service_tier ?? undefined,
    extensions,
    unread: unreadFields(wire, readFields),
    source: 'openai-responses' as const,
  })
}

/** Requested by either of two fields: one includes them, the other sets their number. */
const readTopLogprobs = ({ include, top_logprobs }: WireRequest): number | undefined => {
  const isIncluded = Array.isArray(include) && include.includes(LOGPROBS)
  return isIncluded ? (top_logprobs ?? 0) : top_logprobs || undefined
}

const readInput = (input: WireRequest['input']): Pick<ChatRequest, 'turns' | 'places'> => {
  if (typeof input === 'string') return { turns: [{ role: 'user', parts: [{ type: 'text', text: input }] }] }
  return readItems(input ?? [])
}

const readTool = (tool: Record<string, unknown> & { type: string }, path: string): Tool => {
  if (tool.type === 'custom') return readCustomTool('openai-responses', tool, tool)
  if (tool.type === 'namespace') return readNamespace(tool, path)
  if (tool.type !== 'function') return { type: 'opaque', dialect: 'openai-responses', value: tool }
  return readFunction(tool, path)
}

const readNamespace = (tool: JsonObject, path: string): Tool => {
  const { name, description, tools } = parseAt(namespaceSchema, tool, path)
  return {
    type: 'namespace',
    name,
    ...(description ? { description } : {}),
    tools: tools.map((inner, index) => readTool(inner, `${path}.tools[${index}]`)),
    dialect: 'openai-responses',
    value: tool,
  }
}

const readFunction = (tool: JsonObject, path: string): Tool => {
  const { name, description, parameters, strict } = parseAt(functionToolSchema, tool, path)
  return compact({
    type: 'function' as const,
    name,
    description: description ?? undefined,
    parameters: parameters ?? undefined,
    isStrict: strict ?? undefined,
    ...nativeFieldsOf('openai-responses', tool, KNOWN_TOOL_FIELDS),
  })
}

/** Choices that not every server supports (`allowed_tools`, a custom tool, a newer word) stay extensions. */
const readToolChoice = (
  choice: WireRequest['tool_choice'],
  extensions: Record<string, unknown>,
): ToolChoice | undefined => {
  if (!choice) return undefined
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
  const { type, name: chosen } = objectOf(choice)
  const name = type === 'function' ? optionalText(chosen) : undefined
  if (name !== undefined) return { type: 'tool', name }
  if (type === 'function') throw invalidAt('tool_choice.name', 'must name a function.')
  extensions['tool_choice'] = choice
  return readOpenAiChoice(objectOf(choice))
}

const readOutputFormat = (format: NonNullable<WireRequest['text']>['format']): OutputFormat => {
  if (!format || format.type === 'text') return { type: 'text' }
  if (format.type === 'json_object') return { type: 'json' }
  if (format.type !== 'json_schema') return { type: 'opaque', value: format }
  const { name, description, schema, strict } = parseAt(jsonSchemaFormatSchema, format, 'text.format')
  return compact({
    type: 'json-schema' as const,
    name,
    description: description ?? undefined,
    schema,
    isStrict: strict ?? undefined,
  })
}

/** Other dialects can request a summary, but not its length. */
const readReasoning = (
  { reasoning }: WireRequest,
  extensions: Record<string, unknown>,
): ChatRequest['reasoning'] => {
  if (!reasoning) return undefined
  const { effort, summary, ...others } = reasoning
  const own = { ...others, ...(summary && summary !== 'auto' ? { summary } : {}) }
  if (Object.keys(own).length > 0) extensions['reasoning'] = own
  const asked = compact({ effort: knownEffort(effort), isVisible: summary ? true : undefined })
  return effort && Object.keys(asked).length === 0 ? undefined : asked
}
