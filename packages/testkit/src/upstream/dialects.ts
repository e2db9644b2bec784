import type { ScriptedDialect } from './rendered.ts'
import { anthropicMessages } from './transcripts/anthropic-messages.ts'
import { gemini } from './transcripts/gemini.ts'
import { openaiChat } from './transcripts/openai-chat.ts'
import { openaiResponses } from './transcripts/openai-responses.ts'

export const SCRIPTED_DIALECTS = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
} as const satisfies Record<string, ScriptedDialect>

export type UpstreamDialect = keyof typeof SCRIPTED_DIALECTS

/** The version prefix of each dialect's base URL. */
export const VERSION_PREFIX: Record<UpstreamDialect, string> = {
  'openai-chat': '/v1',
  'openai-responses': '/v1',
  'anthropic-messages': '/v1',
  gemini: '/v1beta',
}

/** What an upstream request asks for, as far as a script needs to know. */
export type UpstreamCall = {
  dialect: UpstreamDialect
  model: string
  isStream: boolean
  isUsageAsked: boolean
}

const GEMINI_PATH = /\/models\/(.+):(generateContent|streamGenerateContent)$/

/** Reads which dialect a request speaks from its path, and model and stream flag from where that dialect has them. */
export const readCall = (path: string, json: unknown): UpstreamCall | undefined => {
  const [pathname = ''] = path.split('?')
  const body = isRecord(json) ? json : {}
  const geminiCall = GEMINI_PATH.exec(pathname)
  if (geminiCall?.[1]) {
    const model = decodeURIComponent(geminiCall[1])
    return {
      dialect: 'gemini',
      model,
      isStream: geminiCall[2] === 'streamGenerateContent',
      isUsageAsked: true,
    }
  }
  const dialect = dialectOfPath(pathname)
  if (!dialect || typeof body['model'] !== 'string') return undefined
  const options = body['stream_options']
  const isUsageAsked = isRecord(options) && options['include_usage'] === true
  return { dialect, model: body['model'], isStream: body['stream'] === true, isUsageAsked }
}

const dialectOfPath = (pathname: string): UpstreamDialect | undefined => {
  if (pathname.endsWith('/chat/completions')) return 'openai-chat'
  if (pathname.endsWith('/responses')) return 'openai-responses'
  if (pathname.endsWith('/messages')) return 'anthropic-messages'
  return undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
