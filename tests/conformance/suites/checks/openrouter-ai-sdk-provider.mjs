// OpenRouter's provider for the AI SDK; only the base URL and the key differ.
import { createOpenRouter } from '@openrouter/ai-sdk-provider'
import { generateObject, generateText, isStepCount, jsonSchema, streamText, tool } from 'ai'
import { apiKey, check, equal, isTrue, modelFor, origin, UPSTREAMS } from './report.mjs'

const provider = createOpenRouter({ baseURL: `${origin}/api/v1`, apiKey })
const base = { maxRetries: 0, prompt: 'Hello!' }
const thinks = { reasoning: { effort: 'low' } }
const tools = {
  get_weather: tool({
    description: 'The weather of a city.',
    inputSchema: jsonSchema({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
    execute: async () => '12 degrees',
  }),
}
const person = jsonSchema({
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'number' } },
  required: ['name', 'age'],
  additionalProperties: false,
})

for (const upstream of UPSTREAMS) {
  const model = (script, settings) => provider.chat(modelFor(upstream, script), settings)
  await check('generateText', upstream, async () => {
    const { text, providerMetadata } = await generateText({ ...base, model: model('text-5') })
    isTrue(text.length > 5)
    isTrue(providerMetadata.openrouter.usage.cost > 0, 'cost')
    isTrue(providerMetadata.openrouter.provider.length > 0, 'the provider’s name')
  })
  await check('streamText', upstream, async () => {
    const { text, usage, finishReason } = streamText({ ...base, model: model('text-5') })
    isTrue((await text).length > 5)
    isTrue((await usage).totalTokens > 0, 'usage')
    equal(await finishReason, 'stop')
  })
  await check('reasoning', upstream, async () => {
    const { reasoningText } = await generateText({ ...base, model: model('reasoning-5', thinks) })
    equal(reasoningText, 'Let me think…')
  })
  await check('reasoning, streamed', upstream, async () => {
    equal(await streamText({ ...base, model: model('reasoning-5', thinks) }).reasoningText, 'Let me think…')
  })
  for (const [name, run] of [
    ['tool loop with reasoning', generateText],
    ['tool loop with reasoning, streamed', streamText],
  ])
    await check(name, upstream, async () => {
      const ask = { ...base, model: model('reasoned-tools', thinks), tools, stopWhen: isStepCount(2) }
      const { steps, text } = await run(ask)
      equal((await steps).length, 2)
      isTrue((await text).length > 0, 'an answer to the result')
    })
  await check('generateObject', upstream, async () => {
    const { object } = await generateObject({ ...base, model: model('json'), schema: person })
    equal(object.name, 'Zoë')
  })
}
