import { PublicError } from '@gptget/errors'
import type { LlamaGrammar, Token } from 'node-llama-cpp'
import { adaptSchema } from '../engine/adapt-schema.ts'
import type { Sampling } from '../engine/generate.ts'
import type { Engine } from '../engine/load-engine.ts'
import type { ChatRequest, Tool } from './read-request.ts'
import { toPrompt } from './to-prompt.ts'

/** A validated request, ready to be generated. */
export type ChatPlan = {
  prompt: Token[]
  maxTokens: number
  sampling: Sampling
  /**
   * Whether the caller expects the same answer for the same request. The cached state of an earlier prompt is then not
   * reused: evaluating a prompt in other pieces rounds floats differently, which can change a token.
   */
  isReproducible: boolean
  stops: string[]
  output: { type: 'text'; grammar?: LlamaGrammar } | { type: 'tool-call'; candidates: ToolCandidate[] }
}

export type ToolCandidate = { name: string; grammar: LlamaGrammar }

/** The recommendation of SmolLM2's authors. Lower than OpenAI's default, because the model is small. */
const DEFAULT_TEMPERATURE = 0.2
const DEFAULT_TOP_P = 0.9
/** Without a penalty, such a small model repeats one sentence forever. */
const DEFAULT_REPEAT_PENALTY = 1.1
/** For requests without a limit. Longer answers of such a model rarely end. */
const DEFAULT_MAX_TOKENS = 1024

/** A text with more characters per token of the context cannot fit. It is refused before tokenizing it for seconds. */
const MAX_CHARACTERS_PER_TOKEN = 32

/** Tokens reserved for the text around a call's arguments, including the longest possible name. */
const TOOL_CALL_TOKENS = 96

/**
 * Turns a request into a plan. With `tool_choice` "required" or a named function, the model is forced to call one. With
 * "auto" it answers with text, because such a small model does not choose well.
 * @throws PublicError for an invalid request, or a prompt that does not fit into the context
 */
export const planChat = async (
  request: ChatRequest,
  engine: Engine,
  randomSeed: () => number,
): Promise<ChatPlan> => {
  const tools = forcedTools(request)
  const prompt = renderPrompt(request, tools, engine)
  return {
    prompt,
    maxTokens: maxTokens(request, engine.contextTokens - prompt.length),
    sampling: planSampling(request, randomSeed),
    isReproducible: typeof request.seed === 'number' || request.temperature === 0,
    stops: [request.stop ?? []].flat(),
    output: tools.length > 0 ? await planToolCall(tools, request, engine) : await planText(request, engine),
  }
}

const forcedTools = ({ tools, tool_choice: choice }: ChatRequest): Tool[] => {
  if (!choice || choice === 'none' || choice === 'auto') return []
  const candidates =
    choice === 'required' ? tools : tools?.filter(({ function: { name } }) => name === choice.function.name)
  if (candidates?.length) return candidates
  throw new PublicError('invalid_request', 'tool_choice names a function that is not in tools.', {
    param: 'tool_choice',
  })
}

const renderPrompt = (request: ChatRequest, tools: readonly Tool[], engine: Engine): Token[] => {
  const messages = toPrompt(request.messages, tools)
  const characters = messages.reduce((total, { text }) => total + text.length, 0)
  if (characters > engine.contextTokens * MAX_CHARACTERS_PER_TOKEN) {
    throw tooLong(engine.contextTokens, `${characters} characters`)
  }
  const prompt = engine.render(messages)
  const reservedTokens = tools.length > 0 ? TOOL_CALL_TOKENS : 0
  if (prompt.length + reservedTokens >= engine.contextTokens)
    throw tooLong(engine.contextTokens, `${prompt.length} tokens`)
  return prompt
}

const tooLong = (contextTokens: number, length: string): PublicError =>
  new PublicError(
    'context_length_exceeded',
    `This model's maximum context length is ${contextTokens} tokens. However, your messages resulted in ${length}.`,
    { param: 'messages' },
  )

const maxTokens = (request: ChatRequest, roomTokens: number): number =>
  Math.min(request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_MAX_TOKENS, roomTokens)

const planSampling = (request: ChatRequest, randomSeed: () => number): Sampling => ({
  temperature: request.temperature ?? DEFAULT_TEMPERATURE,
  // If the caller sets the temperature, top_p gets OpenAI's default.
  topP: request.top_p ?? (typeof request.temperature === 'number' ? 1 : DEFAULT_TOP_P),
  seed: typeof request.seed === 'number' ? toUnsigned32(request.seed) : randomSeed(),
  penalties: planPenalties(request),
})

const planPenalties = (request: ChatRequest): Sampling['penalties'] => {
  const { frequency_penalty: frequency, presence_penalty: presence } = request
  if (typeof frequency === 'number' || typeof presence === 'number') {
    return { repeat: 1, frequency: frequency ?? 0, presence: presence ?? 0 }
  }
  const isFreeText = (request.response_format ?? { type: 'text' }).type === 'text'
  return isFreeText ? { repeat: DEFAULT_REPEAT_PENALTY, frequency: 0, presence: 0 } : undefined
}

const toUnsigned32 = (integer: number): number => Number(BigInt.asUintN(32, BigInt(integer)))

const planToolCall = async (
  tools: readonly Tool[],
  request: ChatRequest,
  engine: Engine,
): Promise<ChatPlan['output']> => ({
  type: 'tool-call',
  candidates: await Promise.all(
    tools.map(async (tool) => {
      const { name, parameters, strict } = tool.function
      const path = `tools[${request.tools?.indexOf(tool)}].function.parameters`
      const schema = { type: 'object', properties: {}, ...parameters }
      return {
        name,
        grammar: await engine.createSchemaGrammar(adaptSchema(schema, { path, isStrict: !!strict }), path),
      }
    }),
  ),
})

const planText = async (
  { response_format: format }: ChatRequest,
  engine: Engine,
): Promise<ChatPlan['output']> => {
  if (!format || format.type === 'text') return { type: 'text' }
  const path = 'response_format.json_schema.schema'
  const schema = (format.type === 'json_schema' && format.json_schema.schema) || { type: 'object' }
  const isStrict = format.type === 'json_schema' && format.json_schema.strict === true
  return {
    type: 'text',
    grammar: await engine.createSchemaGrammar(adaptSchema(schema, { path, isStrict }), path),
  }
}
