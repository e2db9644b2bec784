import type { ChatRequest, OutputFormat, TextPart, Tool, ToolChoice } from '../../canonical/request.ts'
import { PublicError } from '@gptget/errors'
import { knownEffort } from '../../canonical/thinking.ts'
import { compact, isObject, type JsonObject } from '../../json/object.ts'
import { nativeFieldsOf } from '../native-fields.ts'
import { extensionsOf, invalidAt, parseAt } from '../parse-at.ts'
import { cacheOf, readTurns } from './read-blocks.ts'
import { describedTool } from './client-tools.ts'
import {
  clientToolSchema,
  KNOWN_FIELDS,
  KNOWN_TOOL_FIELDS,
  requestSchema,
  toolSchema,
  type WireRequest,
} from './wire.ts'
import { allUnread, overruled, unreadFields } from '../unread-fields.ts'
import { readFields } from './read-fields.ts'

/**
 * Conversations stored at Anthropic under the ids of its answers. Ours have other ids, and other providers store
 * nothing. A request that continues one only has its newest turn, so it is refused. After this message, the official
 * SDK (`ThreadState`, 1.12) sends the whole conversation instead.
 */
const noThreads = (): PublicError =>
  new PublicError(
    'unsupported_parameter',
    'thread: no conversation is kept here; send all of its messages.',
    {
      param: 'thread',
      metadata: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
    },
  )

/** Reads the body of a messages (or token count) request. @throws PublicError `invalid_request` naming the field. */
export const readRequest = (body: unknown): ChatRequest => {
  const wire = parseAt(requestSchema, body)
  if (isObject(wire['thread'])) throw noThreads()
  const extensions = extensionsOf(wire, KNOWN_FIELDS)
  const disabled = wire.tool_choice?.disable_parallel_tool_use
  return compact({
    model: wire.model,
    isStream: wire.stream ?? false,
    system: readSystem(wire.system),
    turns: readTurns(wire.messages),
    tools: (wire.tools ?? []).map(readTool),
    toolChoice: readToolChoice(wire.tool_choice, extensions),
    allowsParallelToolCalls: typeof disabled === 'boolean' ? !disabled : undefined,
    output: readOutputFormat(wire),
    sampling: readSampling(wire),
    reasoning: readReasoning(wire, extensions),
    user: wire.metadata?.user_id ?? undefined,
    serviceTier: wire.service_tier ?? undefined,
    extensions,
    unread: unreadIn(wire),
    source: 'anthropic-messages' as const,
  })
}

/** Other dialects have no effort without thinking. */
const unreadIn = (wire: WireRequest): string[] | undefined => {
  const isIdle = wire.thinking?.type === 'disabled' && wire.output_config?.effort
  const formats = { format: wire.output_config?.format, output_format: wire.output_format }
  return allUnread(
    unreadFields(wire, readFields),
    isIdle ? ['output_config.effort'] : undefined,
    overruled(formats, 'format', 'output_format'),
  )
}

const readSystem = (system: WireRequest['system']): TextPart[] => {
  if (!system) return []
  if (typeof system === 'string') return [{ type: 'text', text: system }]
  return system.flatMap(({ type, text, cache_control }, index) => {
    if (type !== 'text') return []
    if (typeof text !== 'string') throw invalidAt(`system[${index}].text`, 'this field is required.')
    return [{ type, text, ...cacheOf(cache_control) }]
  })
}

const readSampling = (wire: WireRequest): ChatRequest['sampling'] =>
  compact({
    maxOutputTokens: wire.max_tokens,
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    topK: wire.top_k ?? undefined,
    stop: wire.stop_sequences ?? undefined,
  })

const readTool = (tool: NonNullable<WireRequest['tools']>[number], index: number): Tool => {
  if (tool.type && tool.type !== 'custom') return readVendorTool(tool, `tools[${index}]`)
  const { name, description, input_schema, strict, cache_control } = parseAt(
    toolSchema,
    tool,
    `tools[${index}]`,
  )
  return compact({
    type: 'function' as const,
    name,
    description: description ?? undefined,
    parameters: input_schema,
    isStrict: strict ?? undefined,
    ...cacheOf(cache_control),
    ...nativeFieldsOf('anthropic-messages', tool, KNOWN_TOOL_FIELDS),
  })
}

const readVendorTool = (tool: JsonObject, path: string): Tool => {
  const opaque = { type: 'opaque' as const, dialect: 'anthropic-messages' as const, value: tool }
  const described = describedTool(tool)
  if (described === undefined) return opaque
  const { strict, cache_control } = parseAt(clientToolSchema, tool, path)
  return {
    ...opaque,
    asFunction: { ...described, ...(strict ? { isStrict: strict } : {}), ...cacheOf(cache_control) },
  }
}

/** A kind of choice that is not known stays an extension for Anthropic. */
const readToolChoice = (
  choice: WireRequest['tool_choice'],
  extensions: Record<string, unknown>,
): ToolChoice | undefined => {
  if (!choice) return undefined
  switch (choice.type) {
    case 'auto':
    case 'none':
      return { type: choice.type }
    case 'any':
      return { type: 'required' }
    case 'tool':
      if (!choice.name) throw invalidAt('tool_choice.name', 'must name a tool.')
      return { type: 'tool', name: choice.name }
    default:
      extensions['tool_choice'] = choice
      return undefined
  }
}

/** A schema has no name here; other dialects require one. */
const readOutputFormat = ({ output_config, output_format }: WireRequest): OutputFormat => {
  const format = output_config?.format ?? output_format
  if (!format) return { type: 'text' }
  if (format.type !== 'json_schema') return { type: 'opaque', value: format }
  const field = output_config?.format ? 'output_config.format' : 'output_format'
  if (!format.schema) throw invalidAt(`${field}.schema`, 'this field is required.')
  return { type: 'json-schema', name: 'response', schema: format.schema }
}

/** An unknown display setting means neither. */
const VISIBLE: ReadonlyMap<string, boolean> = new Map([
  ['summarized', true],
  ['omitted', false],
])

const readReasoning = (
  { thinking, output_config }: WireRequest,
  extensions: Record<string, unknown>,
): ChatRequest['reasoning'] => {
  const effort = knownEffort(output_config?.effort)
  const isVisible = thinking?.display == null ? undefined : VISIBLE.get(thinking.display)
  switch (thinking?.type) {
    case undefined:
      return effort === undefined ? undefined : { effort }
    case 'disabled':
      return { effort: 'none' }
    case 'adaptive':
      return compact({ effort, isAdaptive: true, isVisible })
    case 'enabled':
      if (!thinking.budget_tokens)
        throw invalidAt('thinking.budget_tokens', 'is needed when thinking is enabled.')
      return compact({ effort, budgetTokens: thinking.budget_tokens, isVisible })
    default:
      if (isObject(thinking)) extensions['thinking'] = thinking
      return effort === undefined ? undefined : { effort }
  }
}
