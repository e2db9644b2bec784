#!/usr/bin/env bash
# langchain-google-genai adds the chunks of a streamed answer up to a message in which all thoughts are one, although
# text is between them. Their signatures are appended as text, and the next request has only the first of them, with
# the joined thought. A message that was not streamed keeps its thoughts apart.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check langchain-google-genai==4.4.3 langchain-core==1.8.3 google-genai==3.6.1

cat > server.mjs <<'JS'
import http from 'node:http'

const parts = [
  { text: 'First thought.', thought: true, thoughtSignature: Buffer.from('one!').toString('base64') },
  { text: 'Let me look.' },
  { text: 'Second thought.', thought: true, thoughtSignature: Buffer.from('two!').toString('base64') },
  { functionCall: { name: 'look', args: {} } },
]
const answerWith = (some, more = {}) => ({
  candidates: [{ content: { role: 'model', parts: some }, index: 0, ...more }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 9, totalTokenCount: 10 },
})
let asked
const server = http.createServer(async (request, response) => {
  const body = []
  for await (const chunk of request) body.push(chunk)
  const isStream = request.url.includes(':streamGenerateContent')
  if (request.url === '/asked') return response.end(asked)
  asked = Buffer.concat(body)
  response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json')
  if (!isStream) return response.end(JSON.stringify(answerWith(parts, { finishReason: 'STOP' })))
  for (const part of parts) {
    const last = part === parts.at(-1) ? { finishReason: 'STOP' } : {}
    response.write(`data: ${JSON.stringify(answerWith([part], last))}\n\n`)
  }
  response.end()
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)"

cat > try.py <<'PY'
import base64, json, os, sys, urllib.request, warnings
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_google_genai import ChatGoogleGenerativeAI

warnings.filterwarnings('ignore')
model = ChatGoogleGenerativeAI(model='m', google_api_key='k', base_url=os.environ['BASE'], include_thoughts=True)
question = HumanMessage('Look.')
if sys.argv[1] == 'streamed':
    answer = None
    for chunk in model.stream([question]):
        answer = chunk if answer is None else answer + chunk
else:
    answer = model.invoke([question])
model.invoke([question, answer, ToolMessage('Seen.', tool_call_id=answer.tool_calls[0]['id'])])
asked = json.load(urllib.request.urlopen(os.environ['BASE'] + '/asked'))
for part in asked['contents'][1]['parts']:
    if part.get('thought'):
        print(part['text'], base64.b64decode(part.get('thoughtSignature', '')).decode(), end=' | ')
PY
whole=$(python/bin/python try.py whole); streamed=$(python/bin/python try.py streamed)
echo "langchain-google-genai 4.4.3, not streamed: $whole"; echo "langchain-google-genai 4.4.3, streamed:     $streamed"
[ "$whole" = 'First thought. one! | Second thought. two! | ' ]
[ "$streamed" = 'First thought.Second thought. one! | ' ]
echo "as described"
