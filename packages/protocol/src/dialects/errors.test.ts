import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { PublicError, type ErrorCode } from '@gptget/errors'
import { ERROR_FORMS, UPSTREAM_FACING } from '../registry/dialects.ts'
import {
  readUsage as readAnthropicUsage,
  writeUsage as writeAnthropicUsage,
} from './anthropic-messages/usage.ts'
import { readUsage as readGeminiUsage, writeUsage as writeGeminiUsage } from './gemini/usage.ts'
import { readUsage as readChatUsage, usageToOpenAi } from './openai-chat/usage.ts'
import {
  readUsage as readResponsesUsage,
  writeUsage as writeResponsesUsage,
} from './openai-responses/usage.ts'
import { classesOf, emptyUsage } from '../canonical/usage.ts'

const openai = (fields: object) => ({
  error: { message: 'm', type: 't', param: null, code: null, ...fields },
})
const anthropic = (type: string, message = 'm') => ({
  type: 'error',
  error: { type, message },
  request_id: 'req_1',
})
const google = (code: number, status: string, message = 'm', details: object[] = []) => ({
  error: { code, status, message, details },
})

describe('the code of a provider’s error', () => {
  it.each<[Dialect, number, unknown, ErrorCode]>([
    ['openai-chat', 400, openai({ code: 'context_length_exceeded' }), 'context_length_exceeded'],
    [
      'openai-chat',
      400,
      openai({ message: "This model's maximum context length is 8192 tokens." }),
      'context_length_exceeded',
    ],
    [
      'openai-chat',
      400,
      openai({ code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } }),
      'content_policy_violation',
    ],
    ['openai-chat', 400, openai({ message: 'bad', param: 'temperature' }), 'invalid_request'],
    ['openai-chat', 401, openai({ code: 'invalid_api_key' }), 'provider_unavailable'],
    ['openai-chat', 403, openai({}), 'provider_unavailable'],
    ['openai-chat', 404, openai({ code: 'model_not_found' }), 'provider_unavailable'],
    ['openai-chat', 429, openai({ code: 'rate_limit_exceeded' }), 'provider_rate_limited'],
    ['openai-chat', 429, openai({ code: 'insufficient_quota' }), 'provider_unavailable'],
    ['openai-chat', 500, openai({ type: 'server_error' }), 'provider_unavailable'],
    ['openai-chat', 503, { message: 'busy' }, 'provider_overloaded'],
    // That a server failed is the least a failure can say: its status says more.
    ['openai-chat', 529, openai({ type: 'server_error' }), 'provider_overloaded'],
    ['openai-chat', 504, openai({ type: 'api_error' }), 'timeout'],
    ['gemini', 529, google(529, 'INTERNAL'), 'provider_overloaded'],
    ['openai-chat', 504, '<html>', 'timeout'],
    ['openai-chat', 402, { error: 'Insufficient Balance' }, 'provider_unavailable'],
    ['openai-chat', 413, '', 'request_too_large'],
    ['openai-chat', 400, [google(400, 'INVALID_ARGUMENT', 'x')], 'invalid_request'],
    ['openai-responses', 400, openai({ code: 'string_above_max_length' }), 'context_length_exceeded'],
    ['anthropic-messages', 529, anthropic('overloaded_error'), 'provider_overloaded'],
    ['anthropic-messages', 429, anthropic('rate_limit_error'), 'provider_rate_limited'],
    [
      'anthropic-messages',
      400,
      anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      'context_length_exceeded',
    ],
    [
      'anthropic-messages',
      400,
      anthropic('invalid_request_error', 'Your credit balance is too low to access the API.'),
      'provider_unavailable',
    ],
    [
      'anthropic-messages',
      401,
      anthropic('authentication_error', 'invalid x-api-key'),
      'provider_unavailable',
    ],
    ['anthropic-messages', 413, anthropic('request_too_large'), 'request_too_large'],
    ['gemini', 429, google(429, 'RESOURCE_EXHAUSTED'), 'provider_rate_limited'],
    ['gemini', 503, google(503, 'UNAVAILABLE'), 'provider_overloaded'],
    [
      'gemini',
      400,
      google(400, 'INVALID_ARGUMENT', 'API key not valid.', [{ reason: 'API_KEY_INVALID' }]),
      'provider_unavailable',
    ],
    [
      'gemini',
      400,
      google(
        400,
        'INVALID_ARGUMENT',
        'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).',
      ),
      'context_length_exceeded',
    ],
    ['gemini', 504, google(504, 'DEADLINE_EXCEEDED'), 'timeout'],
  ])('%s %i %j: %s', (dialect, status, body, code) => {
    const fault = UPSTREAM_FACING[dialect].readError(status, body)
    expect([fault.code, fault.upstreamStatus]).toEqual([code, status])
  })

  it.each(DIALECTS)('%s: contains nothing of the key we called with', (dialect) => {
    const text = 'Incorrect API key provided: sk-proj-abc. Organization org-123.'
    const bodies = {
      gemini: google(401, 'UNAUTHENTICATED', text),
      'anthropic-messages': anthropic('authentication_error', text),
    }
    const body =
      dialect === 'gemini' || dialect === 'anthropic-messages' ? bodies[dialect] : openai({ message: text })
    expect(UPSTREAM_FACING[dialect].readError(401, body).message).not.toMatch(/sk-|org-/)
  })

  it('gemini: contains the retry time', () => {
    const body = google(429, 'RESOURCE_EXHAUSTED', 'm', [
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.074s' },
    ])
    expect(UPSTREAM_FACING.gemini.readError(429, body).retryAfterMs).toBe(34_074)
  })
})

describe('a failure in the caller’s dialect', () => {
  const error = new PublicError('provider_overloaded', 'Busy.', { param: 'model' })
  const context = { id: 'chatcmpl-1', model: 'a/b', createdAtSeconds: 1 }

  it('openai-chat: has the specified envelope, and a chunk with the error before [DONE]', () => {
    const fields = {
      message: 'Busy.',
      type: 'api_error',
      code: 503,
      param: 'model',
      error_type: 'provider_overloaded',
    }
    expect(ERROR_FORMS['openai-chat'].body(error)).toEqual({ error: fields })
    const [chunk, done] = ERROR_FORMS['openai-chat'].events(error, context)
    expect(JSON.parse(chunk!.data)).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'a/b',
      error: fields,
    })
    expect(done).toEqual({ data: '[DONE]' })
  })

  it('openai-responses: has the same envelope, and a failed response', () => {
    expect(ERROR_FORMS['openai-responses'].body(error)).toHaveProperty('error.code', 503)
    const [frame, ...more] = ERROR_FORMS['openai-responses'].events(error, context)
    expect([frame!.event, more.length]).toEqual(['response.failed', 0])
    expect(JSON.parse(frame!.data)).toMatchObject({
      error_type: 'provider_overloaded',
      error: { code: 503, message: 'Busy.' },
      response: { status: 'failed', error: { code: 'server_error' } },
    })
  })

  it('anthropic-messages: has one of Anthropic’s error types', () => {
    const body = {
      type: 'error',
      error: {
        type: 'overloaded_error',
        message: 'Busy.',
        error_type: 'provider_overloaded',
        param: 'model',
      },
    }
    expect(ERROR_FORMS['anthropic-messages'].body(error)).toEqual(body)
    expect(ERROR_FORMS['anthropic-messages'].events(error, context)).toEqual([
      { event: 'error', data: JSON.stringify(body) },
    ])
  })

  it('gemini: has a Google status', () => {
    expect(ERROR_FORMS.gemini.body(error)).toMatchObject({
      error: { code: 503, message: 'Busy.', status: 'UNAVAILABLE' },
    })
  })
})

const tokens = (raw: Record<string, unknown>) => {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens } = readChatUsage(raw)
  return [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens]
}

describe('token classes', () => {
  it('are separated from OpenAI’s totals for every way of counting', () => {
    const openrouter = {
      prompt_tokens: 1200,
      completion_tokens: 40,
      total_tokens: 1240,
      prompt_tokens_details: { cached_tokens: 1000, cache_write_tokens: 100 },
      completion_tokens_details: { reasoning_tokens: 20 },
    }
    expect(tokens(openrouter)).toEqual([100, 1000, 100, 20, 20])
    expect(
      tokens({
        prompt_tokens: 17,
        completion_tokens: 5,
        prompt_cache_hit_tokens: 10,
        prompt_cache_miss_tokens: 7,
      }),
    ).toEqual([7, 10, 0, 5, 0])
    // xAI and Gemini's OpenAI surface leave reasoning out of the completion.
    expect(
      tokens({
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 315,
        completion_tokens_details: { reasoning_tokens: 300 },
      }),
    ).toEqual([10, 0, 0, 5, 300])
    expect(tokens({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 90 })).toEqual([10, 0, 0, 5, 75])
  })

  it('are never negative, even if a provider reports negative counts', () => {
    const raw = {
      prompt_tokens: 5,
      completion_tokens: -3,
      prompt_tokens_details: { cached_tokens: 50 },
      completion_tokens_details: { reasoning_tokens: 9 },
    }
    const classes = classesOf(readChatUsage(raw))
    expect(Object.values(classes).every((count) => count >= 0)).toBe(true)
  })

  it('survive writing and reading in every dialect that has fields for them', () => {
    const usage = {
      ...emptyUsage(),
      inputTokens: 10,
      cacheReadTokens: 20,
      outputTokens: 5,
      reasoningTokens: 7,
    }
    expect(readChatUsage(usageToOpenAi(usage))).toMatchObject(usage)
    expect(readResponsesUsage(writeResponsesUsage(usage))).toMatchObject(usage)
    expect(readAnthropicUsage(writeAnthropicUsage(usage))).toMatchObject(usage)
    expect(readGeminiUsage(writeGeminiUsage(usage))).toMatchObject(usage)
    const cached = { ...usage, cacheWriteTokens: 30, cacheWrite1hTokens: 40 }
    expect(readAnthropicUsage(writeAnthropicUsage(cached))).toMatchObject(cached)
    expect(readResponsesUsage(writeResponsesUsage(cached))).toMatchObject(cached)
  })

  it('include the cost if it is known', () => {
    expect(usageToOpenAi(emptyUsage(), 0.0014)).toHaveProperty('cost', 0.0014)
    expect(usageToOpenAi(emptyUsage())).not.toHaveProperty('cost')
  })
})

describe('a failure with details for the client', () => {
  it('has Anthropic’s reason for a refused thread where the official SDK reads it', () => {
    const metadata = { error_code: 'thread_unsupported_request', unsupported: ['thread'] }
    const error = new PublicError('unsupported_parameter', 'm', { param: 'thread', metadata })
    expect(ERROR_FORMS['anthropic-messages'].body(error)).toMatchObject({ error: { details: metadata } })
  })

  it('has the next sequence number as the last event of a broken response', () => {
    const context = { id: 'resp_1', model: 'm', createdAtSeconds: 1, eventCount: 7 }
    const [frame] = ERROR_FORMS['openai-responses'].events(new PublicError('internal', 'm'), context)
    expect(JSON.parse(frame!.data)).toMatchObject({ type: 'response.failed', sequence_number: 7 })
  })
})
