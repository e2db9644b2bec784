import { EXAMPLE_ORIGIN } from '../placeholders.ts'

/** The document's description, in Markdown: what applies to every operation. The guides say more. */
export const DESCRIPTION = `One endpoint, one key and one wallet for the models of many providers. Point the OpenAI, Anthropic or Gemini SDK that you have at this gateway: it sends each request to a healthy provider, tries the next one when that fails, and charges what the answer cost.

| Base URL | For |
| --- | --- |
| \`${EXAMPLE_ORIGIN}/v1\` | OpenAI’s SDKs, and tools that take an OpenAI-compatible endpoint |
| \`${EXAMPLE_ORIGIN}\` | Anthropic’s and Google’s SDKs |

Every request carries a key that starts with \`sk-getgpt-\`, in any of three headers:

\`\`\`bash
Authorization: Bearer sk-getgpt-...   # the standard form
x-api-key: sk-getgpt-...              # as Anthropic's SDKs send it
x-goog-api-key: sk-getgpt-...         # as Google's SDKs send it
\`\`\`

Models are named \`provider/model\`, for example \`openai/gpt-4o\`. Every model answers in every format, whichever provider serves it.
`
