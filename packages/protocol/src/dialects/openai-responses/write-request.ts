import { withoutOwnFields } from '../own-fields.ts'
import type { ChatRequest, OutputFormat, Tool, ToolChoice } from '../../canonical/request.ts'
import type { Target } from '../../dialect.ts'
import { compact, objectOf, type JsonObject } from '../../json/object.ts'
import { ownFields } from '../native-fields.ts'
import { LOGPROBS, reasonsAt, STATE_FIELDS, stateless } from './state-fields.ts'
import { writeItems } from './write-items.ts'

/** Writes the body of a responses request. Expects an adapted request. */
export const writeRequest = (request: ChatRequest, target: Target): JsonObject => {
  const { model, quirks } = target
  const isOwn = request.source === 'openai-responses'
  const {
    reasoning: ownReasoning,
    include,
    ...others
  } = isOwn ? withoutOwnFields(request.extensions) : NOTHING
  const included = isOwn ? include : includeFor(request)
  const extensions = { ...withoutState(others), ...stateless(included, reasonsAt(target, request.reasoning)) }
  const instructions = request.system.map(({ text }) => text).join('\n\n')
  return compact({
    ...request.openAiFields,
    ...extensions,
    model,
    instructions: instructions === '' ? undefined : instructions,
    input: writeItems(request.turns, quirks),
    stream: request.isStream ? true : undefined,
    tools: request.tools.length > 0 ? request.tools.map((tool) => writeTool(tool, isOwn)) : undefined,
    tool_choice: extensions['tool_choice'] ?? writeToolChoice(request.toolChoice),
    parallel_tool_calls: request.allowsParallelToolCalls,
    text: writeText(request),
    reasoning: writeReasoning(request.reasoning, objectOf(ownReasoning)),
    max_output_tokens: request.sampling.maxOutputTokens,
    temperature: request.sampling.temperature,
    top_p: request.sampling.topP,
    top_logprobs: request.sampling.topLogprobs || undefined,
    metadata: request.metadata,
    user: request.user,
    prompt_cache_key: request.cacheKey,
    service_tier: request.serviceTier,
  })
}

const NOTHING: JsonObject = {}

const includeFor = ({ sampling }: ChatRequest): string[] =>
  sampling.topLogprobs === undefined ? [] : [LOGPROBS]

const withoutState = (extensions: JsonObject): JsonObject => {
  const others = { ...extensions }
  for (const field of STATE_FIELDS) delete others[field]
  return others
}

/** If omitted, it means strict, which schemas of other dialects are not written for. */
const writeStrict = (isStrict: boolean | undefined, isOwn: boolean): JsonObject =>
  isStrict === undefined && isOwn ? {} : { strict: isStrict ?? false }

const writeTool = (tool: Tool, isOwn: boolean): unknown => {
  if (tool.type !== 'function') return tool.value
  const { name, description, parameters, isStrict, native } = tool
  return {
    ...ownFields('openai-responses', native),
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    parameters: parameters ?? null,
    ...writeStrict(isStrict, isOwn),
  }
}

export const writeToolChoice = (choice: ToolChoice | undefined): unknown =>
  choice?.type === 'tool' ? { type: 'function', name: choice.name } : choice?.type

/** A structured output format; undefined for plain text. */
export const writeFormat = (output: OutputFormat): JsonObject | undefined => {
  switch (output.type) {
    case 'text':
      return undefined
    case 'opaque':
      return objectOf(output.value)
    case 'json':
      return { type: 'json_object' }
    case 'json-schema': {
      const { name, description, schema, isStrict } = output
      return compact({ type: 'json_schema', name, description, schema, strict: isStrict })
    }
  }
}

const writeText = ({ output, sampling }: ChatRequest): JsonObject | undefined => {
  const text = compact({ format: writeFormat(output), verbosity: sampling.verbosity })
  return Object.keys(text).length > 0 ? text : undefined
}

const writeReasoning = (reasoning: ChatRequest['reasoning'], own: JsonObject): JsonObject | undefined => {
  const summary = own['summary'] ?? (reasoning?.isVisible ? 'auto' : undefined)
  const written = compact({ ...own, effort: reasoning?.effort, summary })
  return Object.keys(written).length > 0 ? written : undefined
}
