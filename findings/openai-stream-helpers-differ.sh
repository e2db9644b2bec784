#!/usr/bin/env bash
# The stream helpers of OpenAI's two SDKs build different messages of the same chunks. Where a server repeats a field in
# later chunks, as some compatible servers do with `role`, `id` and the tool's name, the Python helper joins the texts
# (role "assistantassistant", id "call_1call_1") and the JavaScript helper keeps the last one. For text fields that only
# compatible servers have (`reasoning_content`) that is the other way around in effect: Python has the whole reasoning,
# JavaScript only its last piece.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund openai@7.59.0
python3 -m venv python && python/bin/pip install --quiet --disable-pip-version-check openai==3.57.0

cat > server.mjs <<'JS'
import http from 'node:http'

const begun = { role: 'assistant' }
const call = (fields, piece) => ({ tool_calls: [{ index: 0, type: 'function', ...fields, function: piece }] })
const deltas = {
  role: [{ role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }],
  id: [begun, call({ id: 'call_1' }, { name: 'f', arguments: '{"x"' }), call({ id: 'call_1' }, { arguments: ':1}' })],
  name: [begun, call({ id: 'call_1' }, { name: 'f', arguments: '{"x"' }), call({}, { name: 'f', arguments: ':1}' })],
  reasoning: [{ role: 'assistant', reasoning_content: 'first ' }, { reasoning_content: 'second' }, { content: 'a' }],
}
const server = http.createServer((request, response) => {
  const told = deltas[request.url.split('/')[1]]
  const chunks = [...told.map((delta) => ({ delta, finish_reason: null })), { delta: {}, finish_reason: 'stop' }]
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const choice of chunks) {
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, ...choice }] }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.end('data: [DONE]\n\n')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)"

cat > try.mjs <<'JS'
import OpenAI from 'openai'

const said = {}
for (const name of ['role', 'id', 'name', 'reasoning']) {
  const client = new OpenAI({ apiKey: 'k', baseURL: `${process.env.BASE}/${name}` })
  const stream = client.chat.completions.stream({ model: 'm', messages: [{ role: 'user', content: 'hi' }] })
  const { message } = (await stream.finalChatCompletion()).choices[0]
  const call = message.tool_calls?.[0]
  said[name] = { role: message.role, id: call?.id, name: call?.function.name, reasoning: message.reasoning_content }[name]
}
console.log(JSON.stringify(said))
JS
cat > try.py <<'PY'
import json, os
from openai import OpenAI

said = {}
for name in ['role', 'id', 'name', 'reasoning']:
    client = OpenAI(api_key='k', base_url=f"{os.environ['BASE']}/{name}")
    with client.chat.completions.stream(model='m', messages=[{'role': 'user', 'content': 'hi'}]) as stream:
        stream.until_done()
        message = stream.get_final_completion().choices[0].message
    call = (message.tool_calls or [None])[0]
    said[name] = {
        'role': message.role,
        'id': call and call.id,
        'name': call and call.function.name,
        'reasoning': getattr(message, 'reasoning_content', None),
    }[name]
print(json.dumps(said, separators=(',', ':')))
PY
javascript=$(node try.mjs); python=$(python/bin/python try.py)
echo "openai (npm) 7.59.0:  $javascript"; echo "openai (PyPI) 3.57.0: $python"
[ "$javascript" = '{"role":"assistant","id":"call_1","name":"f","reasoning":"second"}' ]
[ "$python" = '{"role":"assistantassistant","id":"call_1call_1","name":"ff","reasoning":"first second"}' ]
echo "as described"
