#!/usr/bin/env bash
# Google's SDKs read server-sent events only in the form that Google's own server writes. A comment (`: keep-alive`),
# which every other client of this field ignores, makes the Python SDK fail. If a comment or an `id:` stands in the same
# block as the data, the JavaScript SDK drops that event without an error, so the answer is empty; `data:` lines that
# continue each other make it fail. LiteLLM's `gemini/` models answer an empty text after a comment, also without error.
set -euo pipefail
directory=$(mktemp -d); trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @google/genai@3.3.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check google-genai==3.6.1 litellm==1.110.2

cat > server.mjs <<'JS'
import http from 'node:http'

const answer = { candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] }
const plain = `data: ${JSON.stringify(answer)}\n\n`
const bodies = {
  plain,
  comment: `: keep-alive\n\n${plain}`,
  'comment-in-block': `: keep-alive\n${plain}`,
  id: `id: 1\n${plain}`,
  lines: `${JSON.stringify(answer, null, 1).split('\n').map((line) => `data: ${line}\n`).join('')}\n`,
}
const server = http.createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(bodies[request.url.split('/')[1]])
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
JS
node server.mjs > port & server=$!
until [ -s port ]; do sleep 0.1; done
export BASE="http://127.0.0.1:$(cat port)"

cat > try.mjs <<'JS'
import { GoogleGenAI } from '@google/genai'

const said = {}
for (const name of ['plain', 'comment', 'comment-in-block', 'id', 'lines']) {
  const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: `${process.env.BASE}/${name}` } })
  said[name] = ''
  try {
    for await (const chunk of await client.models.generateContentStream({ model: 'm', contents: 'hi' }))
      said[name] += chunk.candidates[0].content.parts[0].text
  } catch {
    said[name] = 'error'
  }
}
console.log(JSON.stringify(said))
JS
cat > try.py <<'PY'
import json, logging, os, sys
logging.disable(logging.CRITICAL)
import litellm
from google import genai
from google.genai import types

litellm.suppress_debug_info = True


def google(base):
    client = genai.Client(api_key='k', http_options=types.HttpOptions(base_url=base))
    chunks = client.models.generate_content_stream(model='m', contents='hi')
    return ''.join(chunk.candidates[0].content.parts[0].text for chunk in chunks)


def lite(base):
    messages = [{'role': 'user', 'content': 'hi'}]
    chunks = litellm.completion(model='gemini/m', api_key='k', api_base=base, messages=messages, stream=True)
    return ''.join(chunk.choices[0].delta.content or '' for chunk in chunks)


said = {}
for name in ['plain', 'comment', 'comment-in-block', 'id', 'lines']:
    try:
        said[name] = {'google': google, 'lite': lite}[sys.argv[1]](f"{os.environ['BASE']}/{name}")
    except Exception:
        said[name] = 'error'
print(json.dumps(said, separators=(',', ':')))
PY
javascript=$(node try.mjs); python=$(python/bin/python try.py google); lite=$(python/bin/python try.py lite 2> /dev/null)
echo "@google/genai 3.3.0:  $javascript"; echo "google-genai 3.6.1:   $python"; echo "litellm 1.110.2:      $lite"
[ "$javascript" = '{"plain":"hi","comment":"hi","comment-in-block":"","id":"","lines":"error"}' ]
[ "$python" = '{"plain":"hi","comment":"error","comment-in-block":"error","id":"error","lines":"hi"}' ]
[ "$lite" = '{"plain":"hi","comment":"","comment-in-block":"","id":"","lines":"hi"}' ]
echo "as described"
