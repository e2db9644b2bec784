import type { ChatRequest, OutputFormat, Tool, ToolChoice } from '../../canonical/request.ts'
import { knownEffort } from '../../canonical/thinking.ts'
import { compact, objectOf, optionalText } from '../../json/object.ts'
import { extensionsOf, invalidAt, parseAt } from '../parse-at.ts'
import { readCustomTool, readOpenAiChoice } from '../openai-tools.ts'
import { fromFunctions } from './from-functions.ts'
import { readMessages } from './read-messages.ts'
import { cacheOf } from './read-parts.ts'
import {
  functionToolSchema,
  jsonSchemaFormatSchema,
  KNOWN_FIELDS,
  requestSchema,
  type WireRequest,
} from './wire.ts'
import { allUnread, overruled, unreadFields } from '../unread-fields.ts'
import { readFields } from './read-fields.ts'

/** Reads the body of a chat completion request. @throws PublicError `invalid_request` naming the field. */
export const readRequest = (body: unknown): ChatRequest => {
  const given = parseAt(requestSchema, body)
  const wire = fromFunctions(given)
  const extensions = extensionsOf(wire, KNOWN_FIELDS)
  return compact({
    model: wire.model,
    isStream: wire.stream ?? false,
    ...readMessages(wire.messages),
    tools: (wire.tools ?? []).map((tool, index) =>
      given.functions ? asFunctionAt(readTool(tool, index), `functions[${index}]`) : readTool(tool, index),
    ),
    toolChoice: readToolChoice(wire.tool_choice, extensions),
    functions: wire === given ? undefined : given.functions ? ('asked' as const) : ('replayed' as const),
    allowsParallelToolCalls: wire.parallel_tool_calls ?? undefined,
    output: readOutputFormat(wire.response_format),
    sampling: readSampling(wire),
    reasoning: readReasoning(wire),
    user: wire.user ?? undefined,
    metadata: wire.metadata ?? undefined,
    cacheKey: wire.prompt_cache_key ?? undefined,
    serviceTier: wire.service_tier ?? undefined,
    extensions,
    unread: allUnread(unreadFields(wire, readFields), overruledIn(wire)),
    source: 'openai-chat' as const,
  })
}

/** The fields for a limit or for reasoning that another one takes the place of. */
const overruledIn = (wire: WireRequest): string[] => {
  const { reasoning, reasoning_effort, thinking } = wire
  const isOff = !reasoning && thinking?.type === 'disabled' && reasoning_effort !== 'none'
  const efforts = { effort: isOff ? 'none' : reasoning?.effort, reasoning_effort }
  const hasBudget = thinking?.budget_tokens && (reasoning || reasoning_effort)
  return [
    ...overruled(wire, 'max_completion_tokens', 'max_tokens'),
    ...overruled(efforts, 'effort', 'reasoning_effort'),
    ...(hasBudget ? ['thinking.budget_tokens'] : []),
  ]
}

const readSampling = (wire: WireRequest): ChatRequest['sampling'] =>
  compact({
    maxOutputTokens: wire.max_completion_tokens ?? wire.max_tokens ?? undefined,
    temperature: wire.temperature ?? undefined,
    topP: wire.top_p ?? undefined,
    topK: wire.top_k ?? undefined,
    stop: typeof wire.stop === 'string' ? [wire.stop] : (wire.stop ?? undefined),
    seed: wire.seed ?? undefined,
    frequencyPenalty: wire.frequency_penalty ?? undefined,
    presencePenalty: wire.presence_penalty ?? undefined,
    verbosity: wire.verbosity ?? undefined,
    topLogprobs: wire.logprobs ? (wire.top_logprobs ?? 0) : undefined,
  })

const isOn = (thinking: WireRequest['thinking']): boolean =>
  thinking?.type === 'enabled' || thinking?.type === 'adaptive'

const readReasoning = ({ reasoning, reasoning_effort, thinking }: WireRequest): ChatRequest['reasoning'] => {
  if (!reasoning && thinking?.type === 'disabled') return { effort: 'none' }
  const effort = knownEffort(reasoning_effort)
  if (!reasoning && effort) return { effort }
  if (!reasoning && thinking?.budget_tokens) return { budgetTokens: thinking.budget_tokens }
  if (!reasoning) return isOn(thinking) ? { isAdaptive: true } : undefined
  const asked = compact({
    effort: reasoning.enabled === false ? 'none' : (knownEffort(reasoning.effort) ?? effort),
    budgetTokens: reasoning.max_tokens ?? undefined,
    isAdaptive: reasoning.enabled === true && !reasoning.effort && !reasoning.max_tokens ? true : undefined,
    isVisible: typeof reasoning.exclude === 'boolean' ? !reasoning.exclude : undefined,
  })
  return reasoning.effort && Object.keys(asked).length === 0 ? undefined : asked
}

const readTool = (tool: Record<string, unknown> & { type: string }, index: number): Tool => {
  if (tool.type === 'custom') return readCustomTool('openai-chat', tool, objectOf(tool['custom']))
  if (tool.type !== 'function') return { type: 'opaque', dialect: 'openai-chat', value: tool }
  const { cache_control, function: declared } = parseAt(functionToolSchema, tool, `tools[${index}]`)
  const { name, description, parameters, strict } = declared
  return compact({
    type: 'function' as const,
    name,
    description: description ?? undefined,
    parameters: parameters ?? undefined,
    isStrict: strict ?? undefined,
    ...cacheOf({ cache_control: cache_control ?? declared.cache_control }),
  })
}

/** A tool that the caller described among OpenAI's functions. */
const asFunctionAt = (tool: Tool, path: string): Tool =>
  tool.type === 'function' ? { ...tool, path, schemaPath: `${path}.parameters` } : tool

/** Choices that not every server supports (`allowed_tools`, a custom tool, a newer word) stay extensions. */
const readToolChoice = (
  choice: WireRequest['tool_choice'],
  extensions: Record<string, unknown>,
): ToolChoice | undefined => {
  if (!choice) return undefined
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
  if (choice === 'any') return { type: 'required' }
  const { type, function: chosen } = objectOf(choice)
  const name = type === 'function' ? optionalText(objectOf(chosen)['name']) : undefined
  if (name !== undefined) return { type: 'tool', name }
  if (type === 'function') throw invalidAt('tool_choice.function.name', 'must name a function.')
  extensions['tool_choice'] = choice
  return readOpenAiChoice(objectOf(choice))
}

const readOutputFormat = (format: WireRequest['response_format']): OutputFormat => {
  if (!format || format.type === 'text') return { type: 'text' }
  if (format.type === 'json_object') return { type: 'json' }
  if (format.type !== 'json_schema') return { type: 'opaque', value: format }
  const { name, description, schema, strict } = parseAt(
    jsonSchemaFormatSchema,
    format,
    'response_format',
  ).json_schema
  return compact({
    type: 'json-schema' as const,
    name,
    description: description ?? undefined,
    schema: schema ?? {},
    isStrict: strict ?? undefined,
  })
}
