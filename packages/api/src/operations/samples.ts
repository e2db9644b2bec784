import type { Sample } from '../operation.ts'
import { EXAMPLE_ORIGIN } from '../placeholders.ts'

/** A call with OpenAI's SDK for Python. `call` finds it as `client`. */
export const openAiPython = (call: string): Sample => ({
  label: 'Python',
  language: 'python',
  source: `import os
from openai import OpenAI

client = OpenAI(
    api_key=os.environ["GPTGET_API_KEY"],
    base_url="${EXAMPLE_ORIGIN}/v1",
)

${call}`,
})

/** A call with OpenAI's SDK for JavaScript. `call` finds it as `client`. */
export const openAiJavaScript = (call: string): Sample => ({
  label: 'JavaScript',
  language: 'javascript',
  source: `import OpenAI from 'openai'

const client = new OpenAI({
  apiKey: process.env.GPTGET_API_KEY,
  baseURL: '${EXAMPLE_ORIGIN}/v1',
})

${call}`,
})

/** A call with Google's SDK for Python. `call` finds it as `client`. */
export const geminiPython = (call: string): Sample => ({
  label: 'Python',
  language: 'python',
  source: `import os
from google import genai

client = genai.Client(
    api_key=os.environ["GPTGET_API_KEY"],
    http_options={"base_url": "${EXAMPLE_ORIGIN}"},
)

${call}`,
})

/** A call with Google's SDK for JavaScript. `call` finds it as `ai`. */
export const geminiJavaScript = (call: string): Sample => ({
  label: 'JavaScript',
  language: 'javascript',
  source: `import { GoogleGenAI } from '@google/genai'

const ai = new GoogleGenAI({
  apiKey: process.env.GPTGET_API_KEY,
  httpOptions: { baseUrl: '${EXAMPLE_ORIGIN}' },
})

${call}`,
})
