import { withoutOwnFields } from '../own-fields.ts'
import type { ChatRequest, OutputFormat, TextPart, Tool, ToolChoice } from '../../canonical/request.ts'
import type { Target } from '../../dialect.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { ownFields } from '../native-fields.ts'
import { writeCache, writeMessages } from './write-messages.ts'

/** The maximum length of an answer if neither the caller nor the catalog sets one. */
const DEFAULT_MAX_TOKENS = 8192

/** Writes the body of a messages request. Expects an adapted request. */
export const writeRequest = (request: ChatRequest, target: Target): JsonObject => {
  const { sampling } = request
  return compact({
    ...(request.source === 'anthropic-messages' ? withoutOwnFields(request.extensions) : {}),
    ...writeModel(target),
    max_tokens: sampling.maxOutputTokens ?? target.maxOutputTokens ?? DEFAULT_MAX_TOKENS,
    system: writeSystem(request.system),
    messages: writeMessages(request.turns),
    stream: request.isStream ? true : undefined,
    tools: request.tools.length > 0 ? request.tools.map(writeTool) : undefined,
    tool_choice: writeToolChoice(request),
    ...writeThinking(request.reasoning),
    output_config: writeOutputConfig(request),
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    stop_sequences: sampling.stop,
    metadata: request.user === undefined ? undefined : { user_id: request.user },
    service_tier: request.serviceTier,
  })
}

/** The model, or the version if the URL names the model. Undefined fields are not sent. */
export const writeModel = ({ model, quirks }: Pick<Target, 'model' | 'quirks'>): JsonObject =>
  quirks.versionInBody === undefined
    ? { model }
    : { model: undefined, anthropic_version: quirks.versionInBody }

const writeSystem = (system: TextPart[]): JsonObject[] | undefined => {
  const texts = system.filter(({ text }) => text !== '')
  return texts.length === 0
    ? undefined
    : texts.map(({ text, cache }) => ({ type: 'text', text, ...writeCache(cache) }))
}

const writeTool = (tool: Tool): unknown => {
  if (tool.type !== 'function') return tool.value
  const { name, description, parameters, isStrict, cache, native } = tool
  return compact({
    ...ownFields('anthropic-messages', native),
    name,
    description,
    // The API requires an object schema, even for a tool without arguments.
    input_schema: { type: 'object', ...parameters },
    strict: isStrict,
    ...writeCache(cache),
  })
}

// For a choice among some of the tools, `adapt` has removed the others.
const CHOICES = {
  auto: 'auto',
  none: 'none',
  required: 'any',
  tool: 'tool',
  allowed: 'auto',
} as const satisfies Record<ToolChoice['type'], string>

const writeToolChoice = ({
  toolChoice,
  allowsParallelToolCalls,
  tools,
}: ChatRequest): JsonObject | undefined => {
  if (tools.length === 0) return undefined
  const choice = toolChoice ?? (allowsParallelToolCalls === undefined ? undefined : { type: 'auto' as const })
  if (choice === undefined) return undefined
  return compact({
    type: CHOICES[choice.type],
    name: choice.type === 'tool' ? choice.name : undefined,
    disable_parallel_tool_use:
      allowsParallelToolCalls === undefined || choice.type === 'none' ? undefined : !allowsParallelToolCalls,
  })
}

const writeThinking = (reasoning: ChatRequest['reasoning']): JsonObject => {
  if (reasoning === undefined) return {}
  const display =
    reasoning.isVisible === undefined ? {} : { display: reasoning.isVisible ? 'summarized' : 'omitted' }
  if (reasoning.effort === 'none') return { thinking: { type: 'disabled' } }
  if (reasoning.budgetTokens !== undefined) {
    return { thinking: { type: 'enabled', budget_tokens: reasoning.budgetTokens, ...display } }
  }
  return reasoning.isAdaptive ? { thinking: { type: 'adaptive', ...display } } : {}
}

const writeFormat = (output: OutputFormat): unknown => {
  if (output.type === 'opaque') return output.value
  return output.type === 'json-schema' ? { type: 'json_schema', schema: output.schema } : undefined
}

const writeOutputConfig = ({ output, reasoning }: ChatRequest): JsonObject | undefined => {
  const config = compact({
    effort: reasoning?.effort === 'none' ? undefined : reasoning?.effort,
    format: writeFormat(output),
  })
  return Object.keys(config).length > 0 ? config : undefined
}
