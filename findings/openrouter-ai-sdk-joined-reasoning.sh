#!/usr/bin/env bash
# @openrouter/ai-sdk-provider joins two blocks of reasoning into one when they stream one after the other: entries of
# `reasoning_details` with different `index` become one text under the first signature. Sent back, Claude would find a
# signature that is not of that text. Whole answers keep them apart.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @openrouter/ai-sdk-provider@3.1.0 >/dev/null
cat > run.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { createOpenRouter } from '@openrouter/ai-sdk-provider'

const entry = (index, fields) => ({ type: 'reasoning.text', format: 'anthropic-claude-v1', index, ...fields })
const deltas = [
  { reasoning_details: [entry(0, { text: 'first' })] },
  { reasoning_details: [entry(0, { signature: 'of-first' })] },
  { reasoning_details: [entry(1, { text: 'second' })] },
  { reasoning_details: [entry(1, { signature: 'of-second' })] },
  { content: 'Hello' },
]
const chunk = (delta, finish_reason = null) =>
  `data: ${JSON.stringify({ id: 'a', model: 'm', object: 'chat.completion.chunk', created: 1, choices: [{ index: 0, delta, finish_reason }] })}\n\n`
const sse = [...deltas.map((delta) => chunk(delta)), chunk({}, 'stop'), 'data: [DONE]\n\n'].join('')
const fetch = async () => new Response(sse, { headers: { 'content-type': 'text/event-stream' } })
const model = createOpenRouter({ apiKey: 'none', fetch }).chat('m')
const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]
const { stream } = await model.doStream({ prompt })
let details = []
for await (const part of stream) details = part.providerMetadata?.openrouter?.reasoning_details ?? details
const { version } = JSON.parse(readFileSync('node_modules/@openrouter/ai-sdk-provider/package.json', 'utf8'))
console.log(`@openrouter/ai-sdk-provider ${version}: two blocks of reasoning, streamed, are kept as`)
console.log(JSON.stringify(details.map(({ index, text, signature }) => ({ index, text, signature }))))
const isJoined = details.length === 1 && details[0].text === 'firstsecond' && details[0].signature === 'of-first'
process.exit(isJoined ? 0 : 1)
JS
node run.mjs
