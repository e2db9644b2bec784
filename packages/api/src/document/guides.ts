import { ERRORS } from '@gptget/errors'
import { EXAMPLE_ORIGIN } from '../placeholders.ts'

const MEANINGS: Record<string, string> = {
  400: 'Malformed request or invalid parameters.',
  401: 'Missing or invalid API key.',
  402: 'Not enough credits to complete the request.',
  403: 'The key lacks permission for this model or action.',
  404: 'The model or resource does not exist.',
  405: 'The path takes another method: the header allow names it.',
  409: 'The idempotency key stands for another request.',
  410: 'What was asked for was there and is not kept any more.',
  413: 'The body is larger than 50 MiB.',
  429: 'Too many requests: slow down and retry.',
  500: 'Gateway error: safe to retry.',
  502: 'Every provider failed: safe to retry.',
  503: 'No provider is free just now: safe to retry.',
  504: 'No provider answered in time: safe to retry.',
}

const errorRows = (): string => {
  const byStatus = Object.groupBy(Object.entries(ERRORS), ([, { status }]) => status)
  return Object.entries(byStatus)
    .map(([status, rows]) => {
      const codes = rows!.map(([code]) => `\`${code}\``).join(' ')
      return `| ${status} | \`${rows![0]![1].type}\` | ${MEANINGS[status] ?? ''} | ${codes} |`
    })
    .join('\n')
}

/** What holds for every operation: the document's description, in Markdown. */
export const GUIDES = `One OpenAI-compatible endpoint for many models. Point your existing OpenAI, Anthropic or Gemini SDK at this gateway: it routes each request to a healthy provider, tries the next one when that fails, and charges one wallet.

| Base URL | For |
| --- | --- |
| \`${EXAMPLE_ORIGIN}/v1\` | OpenAI’s SDKs and every tool that speaks their dialect |
| \`${EXAMPLE_ORIGIN}\` | Anthropic’s and Google’s SDKs |

## Authentication

Every request carries a key that starts with \`sk-getgpt-\`, in any of three forms:

\`\`\`bash
Authorization: Bearer sk-getgpt-...   # the standard form
x-api-key: sk-getgpt-...              # as Anthropic's SDKs send it
x-goog-api-key: sk-getgpt-...         # as Google's SDKs send it
\`\`\`

Treat keys like passwords: never commit them to source control or expose them in a page.

## Models

Model ids are \`provider/model\`, for example \`openai/gpt-4o\` or \`anthropic/claude-sonnet-5.5\`. One id may be served by several providers. \`GET /v1/models\` lists what your key can call, with prices.

## Routing

When several providers serve a model, the cheap and healthy ones are asked first, and when one fails before its first token the next is asked. \`provider\` in the body says otherwise, in every dialect:

\`\`\`json
{
  "model": "openai/gpt-4o",
  "models": ["anthropic/claude-sonnet-5.5"],
  "provider": {
    "order": ["azure-eu", "openai"],
    "ignore": ["groq"],
    "max_price": { "prompt": 3, "completion": 12 },
    "timeouts": { "first_token_ms": 8000 },
    "hedge_after_ms": 1500
  }
}
\`\`\`

| Field | |
| --- | --- |
| \`provider.order\`, \`only\`, \`ignore\` | Providers to ask first, alone, or not at all; by id or name |
| \`provider.allow_fallbacks\` | \`false\`: one provider and no other |
| \`provider.sort\` | \`price\`, \`latency\` or \`throughput\`, as measured in the last five minutes. \`:floor\` after the model’s id is \`price\`, \`:nitro\` is \`throughput\` |
| \`provider.max_price\` | The most that may be charged: US dollars per million tokens for \`prompt\` and \`completion\`, per request for \`request\` |
| \`provider.require_parameters\` | Only providers that take every field as you wrote it |
| \`provider.timeouts\` | \`connect_ms\`, \`first_token_ms\`, \`idle_ms\`: when the next provider is asked |
| \`provider.hedge_after_ms\` | Without a token by then a second provider is asked too. The first token wins; the other is stopped and costs you nothing |
| \`models\` | Models to fall back on. The answer’s \`model\` says which one it was |

Requests with the same \`x-session-id\` header or \`prompt_cache_key\` go to the same provider while it is healthy, so that its cache helps. A conversation that carries signed reasoning stays with the kind of provider that signed it. \`POST /v1/route/simulate\` tells who would serve a request, and \`/v1/generation\` who did.

OpenAI’s SDKs pass these fields in \`extra_body\` (Python) or beside the others (JavaScript).

## Streaming

With \`"stream": true\` the answer is a stream of server-sent events: lines \`data: {json}\` with an empty line after each, ended by \`data: [DONE]\`. The last chunk carries \`usage\` with the \`cost\` in US dollars. A failure after the first token is reported in the stream, as an event with an \`error\`; a stream never ends without a word.

\`\`\`
data: {"id":"chatcmpl-abc","object":"chat.completion.chunk","choices":[{"delta":{"content":"Hello"},"index":0}]}

data: {"id":"chatcmpl-abc","object":"chat.completion.chunk","choices":[{"delta":{},"index":0,"finish_reason":"stop"}]}

data: [DONE]
\`\`\`

While a model thinks, comment lines (\`: keep-alive\`) keep the connection open; after 15 seconds without a token they begin before the first one, and a failure from then on is an event of the stream too. When the connection breaks, \`GET /v1/generation/stream?id=…\` goes on without a second charge: \`Last-Event-ID\` (or \`last_event_id\` in the query) says how many events you have had. Count them, or have a chat’s events numbered: the header \`x-gptget-event-ids: true\` or \`stream_options.include_event_ids\` puts the number of each in its \`id\`. Events of \`/v1/responses\` and \`/v1/messages\` carry it always, Gemini’s never.

## Sending a request again

A request with an \`Idempotency-Key\` header can be repeated without being run, or charged, twice. For 24 hours the same key with the same body gets the first answer, byte for byte, as a stream or whole as the first one was, with \`idempotent-replayed: true\`; while that is still made, the repeat follows it from its beginning. The answer is made to its end even when its caller disconnects.

| The first attempt | A repeat |
| --- | --- |
| answered, or broke after it was charged for some of it | gets the same again |
| failed, and cost nothing | runs anew |
| was charged, but its answer is lost (larger than 32 MiB, or its servers died) | \`410 answer_gone\` |
| had another body or path | \`409 conflict\` |

A key has 1 to 255 characters and belongs to the account.

## Errors

A failure has the HTTP status of its class and an envelope in the dialect of the endpoint; \`error_type\` names it exactly. OpenAI’s form:

\`\`\`json
{
  "error": {
    "message": "Invalid API key provided.",
    "type": "authentication_error",
    "code": 401,
    "error_type": "invalid_api_key"
  }
}
\`\`\`

| Status | \`type\` | Meaning | \`error_type\` |
| --- | --- | --- | --- |
${errorRows()}

\`x-should-retry\` tells SDKs whether to try again, \`retry-after\` when. Quote \`x-request-id\` when you ask for help.
`
