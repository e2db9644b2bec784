import type { ChatRequest, OutputFormat, Tool } from '../../canonical/request.ts'
import type { AnswerContext } from '../../dialect.ts'
import { compact, objectOf, type JsonObject } from '../json.ts'
import { echoState } from './state-fields.ts'
import { writeToolChoice, writeFormat } from './write-request.ts'

/** Fields of the request that a response repeats, and what it says where the caller said nothing. */
export const responseFields = (context: AnswerContext): JsonObject => {
  const { id, createdAtSeconds, model, request } = context
  return {
    id,
    object: 'response',
    created_at: createdAtSeconds,
    model,
    access_programs: null,
    error: null,
    incomplete_details: null,
    ...(request === undefined ? DEFAULTS : echoOf(request)),
  }
}

const DEFAULTS = {
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  store: false,
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_p: null,
  truncation: 'disabled',
  user: null,
} as const

const echoOf = (request: ChatRequest): JsonObject => {
  const own = request.source === 'openai-responses' ? request.extensions : {}
  const { sampling } = request
  return {
    ...DEFAULTS,
    ...compact({
      ...(request.source === 'openai-responses' ? echoState((key) => own[key]) : {}),
      truncation: own['truncation'],
      instructions:
        request.system.length > 0 ? request.system.map(({ text }) => text).join('\n\n') : undefined,
      max_output_tokens: sampling.maxOutputTokens,
      metadata: request.metadata,
      parallel_tool_calls: request.allowsParallelToolCalls,
      reasoning: echoReasoning(request),
      temperature: sampling.temperature,
      text: echoText(request.output, sampling.verbosity),
      tool_choice: own['tool_choice'] ?? writeToolChoice(request.toolChoice),
      tools: request.tools.map(echoTool),
      top_p: sampling.topP,
      user: request.user,
    }),
  }
}

const echoReasoning = ({ reasoning, extensions }: ChatRequest): JsonObject => ({
  effort: reasoning?.effort ?? null,
  summary: objectOf(extensions['reasoning'])['summary'] ?? (reasoning?.isVisible ? 'auto' : null),
})

const echoText = (output: OutputFormat, verbosity: string | undefined): JsonObject =>
  compact({ format: writeFormat(output) ?? { type: 'text' }, verbosity })

const echoTool = (tool: Tool): unknown =>
  tool.type === 'opaque'
    ? tool.value
    : {
        type: 'function',
        name: tool.name,
        description: tool.description ?? null,
        parameters: tool.parameters ?? null,
        strict: tool.isStrict ?? null,
      }
