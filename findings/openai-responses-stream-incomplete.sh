#!/usr/bin/env bash
# A streamed response that reaches `max_output_tokens` ends with the event `response.incomplete`. OpenAI's JavaScript
# package returns it from `finalResponse`, with its text and its usage. The Python package's `get_final_response` raises
# RuntimeError, "Didn't receive a `response.completed` event", although the same request without streaming returns it.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund openai@7.59.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check openai==3.57.0

cat > server.mjs <<'JS'
import http from 'node:http'

const part = (text) => ({ type: 'output_text', text, annotations: [], logprobs: [] })
const message = (status, content) => ({ id: 'msg_1', type: 'message', role: 'assistant', status, content })
const response = (status, output, more) => ({
  id: 'resp_1', object: 'response', created_at: 1, model: 'm', status, output, error: null,
  incomplete_details: null, instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1,
  tool_choice: 'auto', tools: [], top_p: 1, ...more,
})
const whole = response('incomplete', [message('incomplete', [part('Once upon')])], {
  incomplete_details: { reason: 'max_output_tokens' },
  usage: {
    input_tokens: 1, input_tokens_details: { cached_tokens: 0 },
    output_tokens: 2, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: 3,
  },
})
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }
const events = [
  { type: 'response.created', response: response('in_progress', []) },
  { type: 'response.output_item.added', output_index: 0, item: message('in_progress', []) },
  { type: 'response.content_part.added', ...place, part: part('') },
  { type: 'response.output_text.delta', ...place, delta: 'Once upon', logprobs: [] },
  { type: 'response.output_text.done', ...place, text: 'Once upon', logprobs: [] },
  { type: 'response.content_part.done', ...place, part: part('Once upon') },
  { type: 'response.output_item.done', output_index: 0, item: whole.output[0] },
  { type: 'response.incomplete', response: whole },
]
const server = http.createServer(async (request, answer) => {
  const body = []
  for await (const chunk of request) body.push(chunk)
  const { stream } = JSON.parse(Buffer.concat(body))
  answer.setHeader('content-type', stream ? 'text/event-stream' : 'application/json')
  if (!stream) return answer.end(JSON.stringify(whole))
  for (const [sequence_number, event] of events.entries())
    answer.write(`event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`)
  answer.end()
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)"

cat > try.mjs <<'JS'
import OpenAI from 'openai'

const client = new OpenAI({ apiKey: 'k', baseURL: process.env.BASE })
const asked = { model: 'm', input: 'Tell a story.', max_output_tokens: 16 }
const plain = await client.responses.create(asked)
const streamed = await client.responses.stream(asked).finalResponse()
console.log([plain, streamed].map(({ status, output_text }) => `${status} ${output_text}`).join(', '))
JS
cat > try.py <<'PY'
import os
from openai import OpenAI

client = OpenAI(api_key='k', base_url=os.environ['BASE'])
asked = {'model': 'm', 'input': 'Tell a story.', 'max_output_tokens': 16}
plain = client.responses.create(**asked)
with client.responses.stream(**asked) as events:
    try:
        streamed = events.get_final_response().status
    except RuntimeError as error:
        streamed = f'RuntimeError {error}'
print(f'{plain.status} {plain.output_text}, {streamed}')
PY
javascript=$(node try.mjs); python=$(python/bin/python try.py)
echo "openai 7.59.0 (npm):  $javascript"; echo "openai 3.57.0 (PyPI): $python"
[ "$javascript" = 'incomplete Once upon, incomplete Once upon' ]
[ "$python" = 'incomplete Once upon, RuntimeError Didn'"'"'t receive a `response.completed` event.' ]
echo "as described"
