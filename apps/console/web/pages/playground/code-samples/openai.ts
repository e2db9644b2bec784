import type { ChatRequest } from '../../../api/chat.ts'
import { entriesOf, literal } from './literal.ts'
import type { Sample } from './sample.ts'
import { JAVASCRIPT, PYTHON, SHELL_JSON } from './syntaxes.ts'

/** With tools the sample does not stream, because streamed calls come in pieces. */
const isStreamed = (request: ChatRequest): boolean => request.tools === undefined

const bodyOf = (request: ChatRequest) => (isStreamed(request) ? { ...request, stream: true } : request)

export const curl: Sample = ({ origin, request, files }) =>
  `curl -N ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $GPTGET_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d @- <<JSON
${literal(bodyOf(request), SHELL_JSON, files)}
JSON`

export const python: Sample = ({ origin, request, files }) => {
  const fields = entriesOf(bodyOf(request)).map(
    ([name, value]) => `    ${name}=${literal(value, PYTHON, files, 1)},\n`,
  )
  return `import os
${files.size > 0 ? 'from base64 import b64encode\nfrom pathlib import Path\n' : ''}from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["GPTGET_API_KEY"])

${isStreamed(request) ? 'stream' : 'answer'} = client.chat.completions.create(
${fields.join('')})
${isStreamed(request) ? PRINT_PYTHON_STREAM : 'print(answer.choices[0].message)'}`
}

const PRINT_PYTHON_STREAM = `for chunk in stream:
    print(chunk.choices[0].delta.content or "" if chunk.choices else "", end="", flush=True)`

export const javascript: Sample = ({ origin, request, files }) =>
  `${files.size > 0 ? "import { readFileSync } from 'node:fs'\n" : ''}import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.GPTGET_API_KEY })

const ${isStreamed(request) ? 'stream' : 'answer'} = await client.chat.completions.create(${literal(bodyOf(request), JAVASCRIPT, files)})
${isStreamed(request) ? PRINT_STREAM : 'console.log(answer.choices[0].message)'}`

const PRINT_STREAM =
  "for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '')"
