#!/usr/bin/env bash
# Some gateways report a failure in the middle of a Chat Completions stream in a chunk with a top-level `error` and a
# choice whose finish reason is "error". OpenAI's SDK and @ai-sdk/openai-compatible report the error. @ai-sdk/openai,
# which people point at the same servers, ignores it: the answer ends early with finish reason "other" and no error.
# It reports the same error in a chunk without choices.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund ai@7.0.173 @ai-sdk/openai@4.0.118 @ai-sdk/openai-compatible@3.0.92 openai@7.59.0

cat > server.mjs <<'JS'
import http from 'node:http'

const base = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
const error = { code: 'server_error', message: 'The provider disconnected', type: 'server_error', param: null }
const begun = { ...base, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hel' }, finish_reason: null }] }
const last = {
  alone: { error },
  beside: { ...base, error, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] },
}
const server = http.createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const chunk of [begun, last[request.url.split('/')[1]]]) response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  response.end('data: [DONE]\n\n')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)"

cat > try.mjs <<'JS'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { streamText } from 'ai'
import OpenAI from 'openai'

const read = async (model) => {
  const seen = []
  const { fullStream } = streamText({ model, prompt: 'hi', maxRetries: 0, onError: () => {} })
  for await (const part of fullStream) {
    if (part.type === 'error') seen.push(`error: ${part.error.message}`)
    if (part.type === 'finish') seen.push(`finish: ${part.finishReason}`)
  }
  return seen.join(', ')
}
const clients = {
  openai: async (baseURL) => {
    const client = new OpenAI({ apiKey: 'k', baseURL, maxRetries: 0 })
    const stream = await client.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    })
    try {
      for await (const _chunk of stream);
      return 'finish'
    } catch (error) {
      return `error: ${error.message}`
    }
  },
  '@ai-sdk/openai': (baseURL) => read(createOpenAI({ apiKey: 'k', baseURL }).chat('m')),
  '@ai-sdk/openai-compatible': (baseURL) => read(createOpenAICompatible({ name: 'x', apiKey: 'k', baseURL })('m')),
}
for (const form of ['alone', 'beside'])
  for (const [name, ask] of Object.entries(clients)) console.log(`${form}, ${name}: ${await ask(`${process.env.BASE}/${form}`)}`)
JS
node try.mjs 2> /dev/null | tee said
grep -q '^alone, @ai-sdk/openai: error: The provider disconnected' said
grep -q '^beside, openai: error: ' said
grep -q '^beside, @ai-sdk/openai-compatible: error: The provider disconnected' said
grep -qx 'beside, @ai-sdk/openai: finish: other' said
echo "as described (ai 7.0.173, @ai-sdk/openai 4.0.118, @ai-sdk/openai-compatible 3.0.92, openai 7.59.0)"
