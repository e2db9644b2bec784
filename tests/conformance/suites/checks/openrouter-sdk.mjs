// OpenRouter's SDK; only the base URL and the key differ. It parses every answer with its own schemas.
import { OpenRouter } from '@openrouter/sdk'
import { apiKey, check, equal, isTrue, modelFor, origin, UPSTREAMS } from './report.mjs'

const client = new OpenRouter({ serverURL: `${origin}/api/v1`, apiKey, retryConfig: { strategy: 'none' } })
const ask = [{ role: 'user', content: 'Hello!' }]
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}
const send = (chatRequest) => client.chat.send({ chatRequest })
const think = { effort: 'low' }

const collect = async (stream) => {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

for (const upstream of UPSTREAMS) {
  const model = (script) => modelFor(upstream, script)
  await check('chat', upstream, async () => {
    const answer = await send({ model: model('text-5'), messages: ask })
    isTrue(answer.choices[0].message.content.length > 5)
    isTrue(answer.usage.cost > 0, 'usage.cost')
  })
  await check('chat, streamed', upstream, async () => {
    const chunks = await collect(await send({ model: model('text-5'), messages: ask, stream: true }))
    isTrue(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('').length > 5)
    isTrue(chunks.at(-1).usage.cost > 0, 'usage.cost in the last chunk')
  })
  await check('reasoning', upstream, async () => {
    const { choices } = await send({ model: model('reasoning-5'), messages: ask, reasoning: think })
    equal(choices[0].message.reasoning, 'Let me think…')
  })
  await check('reasoning, streamed', upstream, async () => {
    const request = { model: model('reasoning-5'), messages: ask, reasoning: think, stream: true }
    const chunks = await collect(await send(request))
    equal(chunks.map((chunk) => chunk.choices[0]?.delta.reasoning ?? '').join(''), 'Let me think…')
  })
  await check('reasoning through a tool loop', upstream, async () => {
    const request = { model: model('reasoned-tools'), messages: ask, reasoning: think, tools: [weather] }
    const { message } = (await send(request)).choices[0]
    equal(message.toolCalls.length, 1)
    const result = { role: 'tool', toolCallId: message.toolCalls[0].id, content: '12 degrees' }
    const next = await send({ ...request, messages: [...ask, message, result] })
    isTrue(next.choices[0].message.content.length > 0, 'an answer to the result')
  })
  await check('responses', upstream, async () => {
    const answer = await client.beta.responses.send({
      responsesRequest: { model: model('text-5'), input: 'Hello!' },
    })
    isTrue(answer.outputText.length > 5)
  })
  await check('responses, streamed', upstream, async () => {
    const events = await collect(
      await client.beta.responses.send({
        responsesRequest: {
          model: model('reasoned-tools'),
          input: 'Hello!',
          stream: true,
          tools: [{ type: 'function', ...weather.function, strict: null }],
        },
      }),
    )
    isTrue(!events.some((event) => event.type === 'UNKNOWN' || event.isUnknown), 'an event it does not know')
    equal(events.at(-1).type, 'response.completed')
  })
}

await check('models', undefined, async () => {
  const pages = await collect(await client.models.list({}))
  isTrue(pages[0].result.data.some(({ id }) => id === modelFor('gemini', 'text-5')))
})
await check('models/count', undefined, async () => {
  const { data } = await client.models.count({})
  isTrue(data.count > 0)
})
await check('key', undefined, async () => {
  const { data } = await client.apiKeys.getCurrentKeyMetadata()
  isTrue(data.usage >= 0)
})
await check('credits', undefined, async () => {
  const { data } = await client.credits.getCredits()
  isTrue(data.totalCredits > 0)
})
await check('generation', undefined, async () => {
  const { id } = await send({ model: modelFor('gemini', 'text-5'), messages: ask })
  const { data } = await client.generations.getGeneration({ id })
  equal(data.id, id)
  isTrue(data.totalCost > 0)
})
