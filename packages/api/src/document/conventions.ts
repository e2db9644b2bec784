import type { OpenApiHeader } from './open-api.ts'

/** A key may be sent in any of these ways to any operation. */
export const API_KEY_SCHEMES = {
  bearerKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'The standard form: `Authorization: Bearer sk-getgpt-…`.',
  },
  anthropicKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'As Anthropic’s SDKs send it: `x-api-key: sk-getgpt-…`.',
  },
  googleKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-goog-api-key',
    description: 'As Google’s SDKs send it: `x-goog-api-key: sk-getgpt-…`.',
  },
} as const

const header = (type: 'string' | 'integer', description: string): OpenApiHeader => ({
  description,
  schema: { type },
})

export const ANSWER_HEADERS = {
  'x-request-id': header(
    'string',
    'The id of this request, for support; at `/v1/messages` also as `request-id`.',
  ),
  'x-generation-id': header('string', 'Look it up at `/v1/generation`.'),
  'x-gptget-warnings': header(
    'string',
    'Unknown fields of the request whose name is close to a known one. With `x-gptget-strict: true` they are refused.',
  ),
  'x-ratelimit-limit-requests': header('integer', 'Requests per minute that the key may make, if limited.'),
  'x-ratelimit-remaining-requests': header('integer', 'How many are left.'),
  'x-ratelimit-reset-requests': header('string', 'When all of them are available again: `1.250s`.'),
  'x-ratelimit-limit-tokens': header('integer', 'Tokens per minute that the key may use, if limited.'),
  'x-ratelimit-remaining-tokens': header('integer', 'How many are left.'),
  'x-ratelimit-reset-tokens': header('string', 'When all of them are available again.'),
  'retry-after': header('integer', 'Seconds until a retry may succeed. `retry-after-ms` is more precise.'),
  'x-should-retry': header('string', '`true` if it is safe and useful to retry the request.'),
} as const satisfies Record<string, OpenApiHeader>
