#!/usr/bin/env bash
# LiteLLM's `stream_chunk_builder` drops a streamed refusal, `reasoning_details`, and the signature that Google's
# OpenAI-compatible API puts on a tool call, so the next request lacks them. `completion` without streaming keeps all
# three: fields it does not know are then in `provider_specific_fields`, and are sent back there.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2 openai==3.57.0

cat > server.mjs <<'JS'
import http from 'node:http'

const detail = { type: 'reasoning.text', text: 'Hm.', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0 }
const extra_content = { google: { thought_signature: 'c2ln' } }
const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' }, extra_content }
const answers = {
  refusal: {
    finish: 'stop',
    deltas: [{ refusal: 'I ' }, { refusal: 'cannot.' }],
    message: { refusal: 'I cannot.' },
  },
  call: {
    finish: 'tool_calls',
    deltas: [{ reasoning_details: [detail] }, { tool_calls: [{ index: 0, ...call }] }],
    message: { reasoning_details: [detail], tool_calls: [call] },
  },
}
let asked
const server = http.createServer(async (request, response) => {
  const body = []
  for await (const chunk of request) body.push(chunk)
  if (request.url === '/asked') return response.end(asked)
  asked = Buffer.concat(body)
  const { model, stream } = JSON.parse(asked)
  const { finish, deltas, message } = answers[model]
  const head = { id: 'c', created: 1, model }
  response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json')
  if (!stream)
    return response.end(JSON.stringify({
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: finish }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }))
  const choices = [
    { delta: { role: 'assistant', content: null }, finish_reason: null },
    ...deltas.map((delta) => ({ delta, finish_reason: null })),
    { delta: {}, finish_reason: finish },
  ]
  for (const choice of choices) {
    const chunk = { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.end('data: [DONE]\n\n')
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)" LITELLM_LOCAL_MODEL_COST_MAP=True

cat > try.py <<'PY'
import json, os, sys, urllib.request
import litellm

litellm.suppress_debug_info = True
is_streamed = sys.argv[1] == 'streamed'


def ask(model, messages):
    options = {'model': f'openai/{model}', 'api_key': 'k', 'api_base': os.environ['BASE']}
    answer = litellm.completion(messages=messages, stream=is_streamed, **options)
    whole = litellm.stream_chunk_builder(list(answer), messages=messages) if is_streamed else answer
    return whole.choices[0].message


question = {'role': 'user', 'content': 'Look.'}
refused = ask('refusal', [question])
refusal = getattr(refused, 'refusal', None) or (refused.provider_specific_fields or {}).get('refusal')
called = ask('call', [question])
ask('call', [question, called, {'role': 'tool', 'tool_call_id': 'call_1', 'content': 'Seen.'}])
sent = json.load(urllib.request.urlopen(os.environ['BASE'] + '/asked'))['messages'][1]
fields = sent.get('provider_specific_fields') or {}
signed = [name for name, there in (
    ('reasoning_details', 'reasoning_details' in sent),
    ('provider_specific_fields.reasoning_details', 'reasoning_details' in fields),
    ('tool_calls.extra_content', 'extra_content' in sent['tool_calls'][0]),
) if there]
print(refusal, signed)
PY
whole=$(python/bin/python try.py whole); streamed=$(python/bin/python try.py streamed)
echo "litellm 1.110.2, not streamed: $whole"; echo "litellm 1.110.2, streamed:     $streamed"
[ "$whole" = "I cannot. ['provider_specific_fields.reasoning_details', 'tool_calls.extra_content']" ]
[ "$streamed" = "None []" ]
echo "as described"
