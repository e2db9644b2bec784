import { EXAMPLE_ORIGIN } from '@gptget/api'
import { html } from 'hono/html'
import type { Html } from './html.ts'
import { renderPanels } from './render-code.ts'

const PYTHON = `from openai import OpenAI

client = OpenAI(
    base_url="${EXAMPLE_ORIGIN}/v1",
    api_key="sk-getgpt-...",
)
answer = client.chat.completions.create(
    model="openai/gpt-4o",
    messages=[{"role": "user", "content": "Hello!"}],
)
print(answer.choices[0].message.content)`

const JAVASCRIPT = `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({
  baseURL: '${EXAMPLE_ORIGIN}',
  apiKey: 'sk-getgpt-...',
})
const message = await client.messages.create({
  model: 'openai/gpt-4o',
  max_tokens: 256,
  messages: [{ role: 'user', content: 'Hello!' }],
})
console.log(message.content)`

const CURL = `curl ${EXAMPLE_ORIGIN}/v1/chat/completions \\
  -H "Authorization: Bearer $GPTGET_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
  "model": "openai/gpt-4o",
  "messages": [{"role": "user", "content": "Hello!"}]
}'`

const POINTS: readonly [title: string, text: string][] = [
  [
    'Keep your SDK',
    'OpenAI’s, Anthropic’s and Google’s SDKs work as they are. Change the base URL, and call any model with any of them.',
  ],
  [
    'Fails over',
    'A request goes to a healthy provider. When one fails before its first token, the next one answers.',
  ],
  [
    'One wallet, exact to the nano-dollar',
    'Each answer says what it cost. A receipt names every provider that was tried, and the ledger is open to you.',
  ],
]

/** What this is, and where to go from here. */
export const renderHome = (): Html =>
  html`<section class="hero">
      <div>
        <h1>One endpoint for every model</h1>
        <p class="lead">
          One key and one wallet for the models of many providers, in the format that your code already
          speaks.
        </p>
        <p class="actions">
          <a class="button" href="/docs/quickstart">Get started</a>
          <a class="button quiet" href="/docs">Documentation</a>
        </p>
      </div>
      ${renderPanels('Call any model', 'home-sample', [
        { label: 'Python', language: 'python', source: PYTHON },
        { label: 'JavaScript', language: 'javascript', source: JAVASCRIPT },
        { label: 'curl', language: 'bash', source: CURL },
      ])}
    </section>
    <ul class="points">
      ${POINTS.map(
        ([title, text]) =>
          html`<li>
            <h2>${title}</h2>
            <p>${text}</p>
          </li>`,
      )}
    </ul>`
