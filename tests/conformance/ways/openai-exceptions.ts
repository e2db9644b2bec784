import OpenAI, { APIError, OpenAIError } from 'openai'
import type { Door, Thrown, Way } from '../way.ts'

export const openaiAt = ({ origin, apiKey }: Door): OpenAI =>
  new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 0 })

export const readThrown = (error: unknown): Thrown => {
  if (!(error instanceof OpenAIError)) throw error
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined
  return { className: error.constructor.name, status }
}

export const exceptionsOf = (isStream: boolean): Way['exceptions'] => ({
  400: 'BadRequestError',
  401: 'AuthenticationError',
  404: 'NotFoundError',
  429: 'RateLimitError',
  broken: isStream ? 'APIError' : 'InternalServerError',
})
