import type { ChatRequest, OutputFormat, Tool } from '../../canonical/request.ts'
import type { AnswerContext } from '../../dialect.ts'
import { compact, objectOf, type JsonObject } from '../../json/object.ts'
import { echoState } from './state-fields.ts'
import { writeToolChoice, writeFormat } from './write-request.ts'

/** Fields of the request that a response repeats, and their defaults. */
export const responseFields = (context: AnswerContext): JsonObject => {
  const { id, createdAtSeconds, model, request } = context
  return {
    id,
    object: 'response',
    created_at: createdAtSeconds,
    model,
    access_programs: null,
    completed_at: null,
    error: null,
    incomplete_details: null,
    ...(request === undefined ? DEFAULTS : echoOf(request)),
  }
}

/** OpenAI's defaults. Clients of this API parse all of these fields. */
export const DEFAULTS = {
  background: false,
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'default',
  store: false,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  user: null,
} as const

/** Fields that are repeated unchanged. */
const REPEATED = ['max_tool_calls', 'prompt_cache_retention', 'safety_identifier', 'truncation'] as const

const echoOf = (request: ChatRequest): JsonObject => {
  const own = request.source === 'openai-responses' ? request.extensions : {}
  const { sampling } = request
  return {
    ...DEFAULTS,
    ...compact({
      ...(request.source === 'openai-responses' ? echoState((key) => own[key]) : {}),
      ...Object.fromEntries(REPEATED.map((field) => [field, own[field] ?? undefined])),
      instructions:
        request.system.length > 0 ? request.system.map(({ text }) => text).join('\n\n') : undefined,
      max_output_tokens: sampling.maxOutputTokens,
      metadata: request.metadata,
      parallel_tool_calls: request.allowsParallelToolCalls,
      prompt_cache_key: request.cacheKey,
      reasoning: echoReasoning(request),
      service_tier: tierOf(request.serviceTier),
      temperature: sampling.temperature,
      text: echoText(request.output, sampling.verbosity),
      tool_choice: own['tool_choice'] ?? writeToolChoice(request.toolChoice),
      tools: request.tools.map(echoTool),
      top_logprobs: sampling.topLogprobs,
      top_p: sampling.topP,
      user: request.user,
    }),
  }
}

/** `auto` is a request; the answer has the actual value. */
const tierOf = (wish: string | undefined): string | undefined => (wish === 'auto' ? undefined : wish)

const echoReasoning = ({ reasoning, extensions }: ChatRequest): JsonObject => ({
  effort: reasoning?.effort ?? null,
  summary: objectOf(extensions['reasoning'])['summary'] ?? (reasoning?.isVisible ? 'auto' : null),
})

const echoText = (output: OutputFormat, verbosity: string | undefined): JsonObject =>
  compact({ format: writeFormat(output) ?? { type: 'text' }, verbosity })

const echoTool = (tool: Tool): unknown =>
  tool.type !== 'function'
    ? tool.value
    : {
        type: 'function',
        name: tool.name,
        description: tool.description ?? null,
        parameters: tool.parameters ?? null,
        strict: tool.isStrict ?? null,
      }
