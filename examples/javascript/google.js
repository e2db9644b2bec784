import { GoogleGenAI } from '@google/genai'

// The SDK adds `/v1beta` itself; a base URL that ends with `/v1` is understood too.
const client = new GoogleGenAI({
  apiKey: process.env.GPTGET_API_KEY,
  httpOptions: { baseUrl: process.env.GPTGET_BASE_URL },
})

const answer = await client.models.generateContent({
  model: process.env.GPTGET_MODEL,
  contents: 'What is a lighthouse for?',
})

console.log(answer.text)
console.log(
  `${answer.usageMetadata.promptTokenCount} tokens in, ${answer.usageMetadata.candidatesTokenCount} out`,
)
