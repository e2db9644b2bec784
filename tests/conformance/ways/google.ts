import {
  ApiError,
  FunctionCallingConfigMode,
  GoogleGenAI,
  type Content,
  type GenerateContentParameters,
  type GenerateContentResponse,
  type Part as GooglePart,
  type ToolConfig,
  type ToolUnion,
} from '@google/genai'
import {
  lastOf,
  MAX_OUTPUT_TOKENS,
  type Answer,
  type Ask,
  type Finish,
  type Part,
  type Turn,
} from '../conversation.ts'
import type { Door, Thrown, Way } from '../way.ts'

const googleAt = ({ origin, apiKey }: Door, apiVersion: string): GoogleGenAI =>
  new GoogleGenAI({
    apiKey,
    apiVersion,
    httpOptions: { baseUrl: origin, retryOptions: { attempts: 1 } },
  })

const paramsOf = (model: string, ask: Ask): GenerateContentParameters => ({
  model,
  contents: ask.turns.map(contentOf),
  config: {
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    ...(ask.system === undefined ? {} : { systemInstruction: ask.system }),
    ...(ask.tools && { tools: [toolsOf(ask.tools, ask.toolsAnswer)] }),
    ...(ask.toolChoice && { toolConfig: toolConfigOf(ask.toolChoice) }),
    ...(ask.stop && { stopSequences: ask.stop }),
    ...(ask.output && { responseMimeType: 'application/json' }),
    ...(typeof ask.output === 'object' && { responseJsonSchema: ask.output.schema }),
    ...(ask.reasons && { thinkingConfig: { includeThoughts: true, thinkingBudget: 2048 } }),
  },
})

/** With a tool result, the SDK calls the tools itself (automatic function calling). */
const toolsOf = (tools: NonNullable<Ask['tools']>, answer: string | undefined): ToolUnion => {
  const functionDeclarations = tools.map(({ name, description, schema }) => ({
    name,
    description,
    parametersJsonSchema: schema,
  }))
  if (answer === undefined) return { functionDeclarations }
  return {
    tool: () => Promise.resolve({ functionDeclarations }),
    callTool: (calls) =>
      Promise.resolve(
        calls.map(({ id, name }) => ({
          functionResponse: { ...(id && { id }), ...(name && { name }), response: { output: answer } },
        })),
      ),
  }
}

const toolConfigOf = (choice: NonNullable<Ask['toolChoice']>): ToolConfig => {
  if (choice === 'none') return { functionCallingConfig: { mode: FunctionCallingConfigMode.NONE } }
  const mode = FunctionCallingConfigMode.ANY
  return choice === 'required'
    ? { functionCallingConfig: { mode } }
    : { functionCallingConfig: { mode, allowedFunctionNames: [choice.name] } }
}

const contentOf = (turn: Turn): Content => {
  switch (turn.role) {
    case 'user':
      return { role: 'user', parts: turn.parts.map(partOf) }
    case 'assistant':
      return { role: 'model', parts: [{ text: turn.text }] }
    case 'replay':
      return turn.answer.replay as Content
    case 'results':
      return {
        role: 'user',
        parts: turn.results.map(({ call, text, png }) => ({
          functionResponse: {
            ...(call.id === '' ? {} : { id: call.id }),
            name: call.name,
            response: { output: text },
            ...(png !== undefined && { parts: [{ inlineData: { mimeType: 'image/png', data: png } }] }),
          },
        })),
      }
  }
}

const partOf = (part: Part): GooglePart => {
  switch (part.type) {
    case 'text':
      return { text: part.text }
    case 'image':
      return { inlineData: { mimeType: 'image/png', data: part.base64 } }
    case 'image-url':
      return { fileData: { mimeType: 'image/png', fileUri: part.url } }
    case 'pdf':
      return { inlineData: { mimeType: 'application/pdf', data: part.base64 } }
    case 'audio':
      return { inlineData: { mimeType: 'audio/wav', data: part.base64 } }
    case 'pdf-url':
      return { fileData: { mimeType: 'application/pdf', fileUri: part.url } }
  }
}

const FINISH: Record<string, Finish> = { STOP: 'stop', MAX_TOKENS: 'length', SAFETY: 'content-filter' }

/** Joins the chunks of a stream (or the one plain answer), with every part unchanged. */
const answerOf = (chunks: GenerateContentResponse[]): Answer => {
  const last = lastOf(chunks, 'chunk')
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
  const textWhere = (isThought: boolean): string =>
    parts.map(({ text, thought }) => ((thought ?? false) === isThought ? (text ?? '') : '')).join('')
  const calls = parts.flatMap(({ functionCall: call }) =>
    call ? [{ id: call.id ?? '', name: call.name ?? '', input: call.args }] : [],
  )
  const finish = FINISH[lastOf(last.candidates ?? [], 'candidate').finishReason ?? '']
  const { usageMetadata: usage } = last
  return {
    id: last.responseId,
    text: textWhere(false),
    reasoning: textWhere(true),
    calls,
    finish: finish === 'stop' && calls.length > 0 ? 'tool-calls' : finish,
    usage: {
      input: usage?.promptTokenCount,
      output: usage && (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
      cached: usage?.cachedContentTokenCount,
    },
    costUsd: (usage as { cost?: number } | undefined)?.cost,
    replay: { role: 'model', parts },
  }
}

const generate =
  (apiVersion: string): Way['ask'] =>
  async (door, model, ask) =>
    answerOf([await googleAt(door, apiVersion).models.generateContent(paramsOf(model, ask))])

const generateStream =
  (apiVersion: string): Way['ask'] =>
  async (door, model, ask) =>
    answerOf(
      await Array.fromAsync(
        await googleAt(door, apiVersion).models.generateContentStream(paramsOf(model, ask)),
      ),
    )

const readThrown = (error: unknown): Thrown => {
  if (error instanceof ApiError) return { className: 'ApiError', status: error.status }
  throw error
}

const googleWay = (name: string, isStream: boolean, ask: Way['ask']): Way => ({
  name: `google-genai ${name}`,
  inbound: 'gemini',
  isStream,
  ask,
  readThrown,
  exceptions: { 400: 'ApiError', 401: 'ApiError', 404: 'ApiError', 429: 'ApiError', broken: 'ApiError' },
  cannotSay: { 'prompt cache marker': 'Only Anthropic’s dialect has cache markers.' },
  hides: {},
})

export const googleWays: Way[] = [
  googleWay('generateContent v1', false, generate('v1')),
  googleWay('generateContent v1beta', false, generate('v1beta')),
  googleWay('generateContentStream v1', true, generateStream('v1')),
  googleWay('generateContentStream v1beta', true, generateStream('v1beta')),
]
