import type { ChatRequest, OutputFormat, Tool, ToolChoice } from '../../canonical/request.ts'
import type { Quirks, Target } from '../../dialect.ts'
import { compact, objectOf, type JsonObject } from '../../json/object.ts'
import { withoutOwnFields } from '../own-fields.ts'
import { writeMessages } from './write-messages.ts'

/** Writes the body of a chat completion request for one provider. Expects an adapted request. */
export const writeRequest = (request: ChatRequest, { model, quirks }: Target): JsonObject => {
  const { sampling } = request
  return compact({
    ...(request.source === 'openai-chat' ? withoutOwnFields(request.extensions) : request.openAiFields),
    model,
    messages: writeMessages(request, quirks),
    ...writeStreamOptions(request, quirks),
    tools: request.tools.length > 0 ? request.tools.map((tool) => writeTool(tool, quirks)) : undefined,
    ...(request.source === 'openai-chat' && request.extensions['tool_choice'] !== undefined
      ? {}
      : writeToolChoice(request.toolChoice)),
    parallel_tool_calls: request.allowsParallelToolCalls,
    response_format: writeOutputFormat(request.output),
    [quirks.maxTokensField ?? 'max_tokens']: sampling.maxOutputTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    stop: sampling.stop,
    [quirks.seedField ?? 'seed']: sampling.seed,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
    verbosity: sampling.verbosity,
    logprobs: sampling.topLogprobs === undefined ? undefined : true,
    top_logprobs: sampling.topLogprobs || undefined,
    ...writeReasoning(request.reasoning, quirks),
    user: request.user,
    metadata: request.metadata,
    prompt_cache_key: request.cacheKey,
    service_tier: request.serviceTier,
  })
}

/** Usage is always requested in streams, because answers are billed by it. */
const writeStreamOptions = ({ isStream, extensions, source }: ChatRequest, quirks: Quirks): JsonObject => {
  if (!isStream) return { stream_options: undefined }
  const asked = source === 'openai-chat' ? objectOf(extensions['stream_options']) : {}
  const options = quirks.hasStreamUsageOption === false ? undefined : { ...asked, include_usage: true }
  return { stream: true, stream_options: options }
}

const writeTool = (tool: Tool, quirks: Quirks): unknown => {
  if (tool.type !== 'function') return tool.value
  return compact({
    type: 'function',
    function: compact({
      name: tool.name,
      description: tool.description,
      parameters: tool.parameters,
      strict: quirks.hasStrictTools === false ? undefined : tool.isStrict,
    }),
    cache_control:
      tool.cache !== undefined && quirks.cacheMarkerField === 'cache_control'
        ? { type: 'ephemeral' }
        : undefined,
  })
}

const writeToolChoice = (choice: ToolChoice | undefined): JsonObject => {
  // A choice among some of the tools is passed on unchanged.
  if (choice === undefined || choice.type === 'allowed') return {}
  return {
    tool_choice: choice.type === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.type,
  }
}

const writeOutputFormat = (output: OutputFormat): JsonObject | undefined => {
  switch (output.type) {
    case 'text':
      return undefined
    case 'opaque':
      return objectOf(output.value)
    case 'json':
      return { type: 'json_object' }
    case 'json-schema': {
      const { name, description, schema, isStrict } = output
      return { type: 'json_schema', json_schema: compact({ name, description, schema, strict: isStrict }) }
    }
  }
}

const writeReasoning = (reasoning: ChatRequest['reasoning'], quirks: Quirks): JsonObject => {
  if (reasoning === undefined) return {}
  if (!quirks.hasReasoningObject) return writeEffort(reasoning, quirks)
  const { effort, budgetTokens, isAdaptive, isVisible } = reasoning
  return {
    reasoning: compact({
      effort,
      max_tokens: budgetTokens,
      exclude: isVisible === undefined ? undefined : !isVisible,
      enabled: isAdaptive,
    }),
  }
}

/** A switch enables reasoning, and a level sets how much. */
const writeEffort = (
  { effort, isAdaptive }: NonNullable<ChatRequest['reasoning']>,
  { hasThinkingSwitch }: Quirks,
): JsonObject => {
  if (!hasThinkingSwitch) return { reasoning_effort: effort }
  if (effort === 'none') return { thinking: { type: 'disabled' } }
  return { reasoning_effort: effort, ...(isAdaptive ? { thinking: { type: 'enabled' } } : {}) }
}
