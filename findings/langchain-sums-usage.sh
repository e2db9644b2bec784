#!/usr/bin/env bash
# Some OpenAI-compatible servers report the usage so far in every chunk of a stream. LangChain's Python package adds
# these numbers up, so an answer of 2 tokens counts as 1 + 2 + 2. LangChain's JavaScript package and OpenAI's SDKs take
# the last report.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @langchain/openai@1.6.0 @langchain/core@1.4.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check langchain-openai==1.7.4 langchain-core==1.8.3

cat > server.mjs <<'JS'
import http from 'node:http'

const usage = (tokens) => ({ prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens })
const choice = (delta, finish_reason = null) => ({ index: 0, delta, finish_reason })
const chunks = [
  { choices: [choice({ role: 'assistant', content: 'a' })], usage: usage(1) },
  { choices: [choice({ content: 'b' })], usage: usage(2) },
  { choices: [choice({}, 'stop')], usage: usage(2) },
]
const server = http.createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const chunk of chunks) {
    const whole = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', ...chunk }
    response.write(`data: ${JSON.stringify(whole)}\n\n`)
  }
  response.end('data: [DONE]\n\n')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)"

cat > try.mjs <<'JS'
import { ChatOpenAI } from '@langchain/openai'

const model = new ChatOpenAI({ model: 'm', apiKey: 'k', configuration: { baseURL: process.env.BASE } })
let answer
for await (const chunk of await model.stream('hi')) answer = answer ? answer.concat(chunk) : chunk
const { input_tokens, output_tokens } = answer.usage_metadata
console.log(`${answer.content} ${input_tokens} ${output_tokens}`)
JS
cat > try.py <<'PY'
import os
from langchain_openai import ChatOpenAI

answer = None
for chunk in ChatOpenAI(model='m', api_key='k', base_url=os.environ['BASE']).stream('hi'):
    answer = chunk if answer is None else answer + chunk
usage = answer.usage_metadata
print(answer.content, usage['input_tokens'], usage['output_tokens'])
PY
javascript=$(node try.mjs); python=$(python/bin/python try.py)
echo "@langchain/openai 1.6.0: $javascript"; echo "langchain-openai 1.7.4:  $python"
[ "$javascript" = 'ab 5 2' ]
[ "$python" = 'ab 15 5' ]
echo "as described"
