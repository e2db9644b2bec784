import type { ScriptedDialect } from './transcripts/rendered.ts'
import { anthropicMessages } from './transcripts/anthropic-messages.ts'
import { geminiEmbeddings } from './transcripts/gemini-embeddings.ts'
import { gemini } from './transcripts/gemini.ts'
import { openaiChat } from './transcripts/openai-chat.ts'
import { openaiCompletions } from './transcripts/openai-completions.ts'
import { openaiEmbeddings } from './transcripts/openai-embeddings.ts'
import { openaiModerations } from './transcripts/openai-moderations.ts'
import { openaiResponses } from './transcripts/openai-responses.ts'

export const SCRIPTED_DIALECTS = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
} as const satisfies Record<string, ScriptedDialect>

export type UpstreamDialect = keyof typeof SCRIPTED_DIALECTS

/** All supported surfaces: the chat dialects, and other operations. */
export const SCRIPTED_SURFACES = {
  ...SCRIPTED_DIALECTS,
  'openai-embeddings': openaiEmbeddings,
  'openai-completions': openaiCompletions,
  'openai-moderations': openaiModerations,
  'gemini-embeddings': geminiEmbeddings,
} as const satisfies Record<string, ScriptedDialect>

export type UpstreamSurface = keyof typeof SCRIPTED_SURFACES

/** The version prefix of each dialect's base URL. */
export const VERSION_PREFIX: Record<UpstreamDialect, string> = {
  'openai-chat': '/v1',
  'openai-responses': '/v1',
  'anthropic-messages': '/v1',
  gemini: '/v1beta',
}

/** The parts of an upstream request that scripts need. */
export type UpstreamCall = {
  dialect: UpstreamSurface
  model: string
  isStream: boolean
  isUsageAsked: boolean
  body: Record<string, unknown>
}

/** Anthropic's models on Vertex AI: the model is in the path instead of the body. */
const RAW_PREDICT_PATH = /\/publishers\/anthropic\/models\/([^/]+):(rawPredict|streamRawPredict)$/

const GEMINI_PATH = /\/models\/(.+):(generateContent|streamGenerateContent|embedContent|batchEmbedContents)$/

/** Reads the dialect from the path of a request, and the model and stream flag as that dialect has them. */
export const readCall = (path: string, json: unknown): UpstreamCall | undefined => {
  const [pathname = ''] = path.split('?')
  const body = isRecord(json) ? json : {}
  const geminiCall = GEMINI_PATH.exec(pathname)
  if (geminiCall?.[1]) {
    const model = decodeURIComponent(geminiCall[1])
    return {
      dialect: geminiCall[2]?.includes('mbed') ? 'gemini-embeddings' : 'gemini',
      model,
      isStream: geminiCall[2] === 'streamGenerateContent',
      isUsageAsked: true,
      body,
    }
  }
  const rawCall = RAW_PREDICT_PATH.exec(pathname)
  if (rawCall?.[1]) {
    const model = decodeURIComponent(rawCall[1])
    const isStream = rawCall[2] === 'streamRawPredict'
    return { dialect: 'anthropic-messages', model, isStream, isUsageAsked: true, body }
  }
  const dialect = dialectOfPath(pathname)
  if (!dialect || typeof body['model'] !== 'string') return undefined
  const options = body['stream_options']
  const isUsageAsked = isRecord(options) && options['include_usage'] === true
  return { dialect, model: body['model'], isStream: body['stream'] === true, isUsageAsked, body }
}

const dialectOfPath = (pathname: string): UpstreamSurface | undefined => {
  if (pathname.endsWith('/chat/completions')) return 'openai-chat'
  if (pathname.endsWith('/completions')) return 'openai-completions'
  if (pathname.endsWith('/embeddings')) return 'openai-embeddings'
  if (pathname.endsWith('/moderations')) return 'openai-moderations'
  if (pathname.endsWith('/responses')) return 'openai-responses'
  if (pathname.endsWith('/messages')) return 'anthropic-messages'
  return undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
