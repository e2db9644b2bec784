import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.GPTGET_BASE_URL, apiKey: process.env.GPTGET_API_KEY })

const getWeather = ({ city }) => ({ city, celsius: 18 })

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const request = {
  model: process.env.GPTGET_MODEL,
  tools: [
    { type: 'function', function: { name: 'get_weather', description: 'Weather of a city', parameters } },
  ],
}
const messages = [{ role: 'user', content: 'What is the weather in Paris?' }]

const { message } = (await client.chat.completions.create({ ...request, messages })).choices[0]
messages.push(message)
for (const call of message.tool_calls ?? []) {
  console.log(`calls ${call.function.name}(${call.function.arguments})`)
  const result = getWeather(JSON.parse(call.function.arguments))
  messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(result) })
}

const answer = await client.chat.completions.create({ ...request, messages })
console.log(answer.choices[0].message.content)
