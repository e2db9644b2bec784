import { describe, expect, it } from 'vitest'
import { adapt } from '../adapt/adapt.ts'
import { explode } from '../canonical/explode.ts'
import { run } from '../canonical/machine.ts'
import { CLIENT_FACING, UPSTREAM_FACING } from '../registry/dialects.ts'
import { isObject, objectOf, type JsonObject } from '../json/object.ts'

const PICTURE = { mimeType: 'image/png', data: 'iVBORw0KGgo=' }

/** Gemini 3 signs what it draws, and wants the signature back on the picture. */
const DRAWN = {
  responseId: 'r',
  candidates: [
    {
      content: { role: 'model', parts: [{ inlineData: PICTURE, thoughtSignature: 'c2lnbmVk' }] },
      finishReason: 'STOP',
    },
  ],
}

const ASKED = { model: 'm', messages: [{ role: 'user', content: 'Draw.' }] }
const result = UPSTREAM_FACING.gemini.readResult(DRAWN)
const contextFor = (dialect: 'openai-chat' | 'openai-responses') => ({
  id: 'gen-1',
  model: 'm',
  createdAtSeconds: 1_790_000_000,
  completedAtSeconds: () => 1_790_000_001,
  provider: 'p',
  upstream: 'gemini' as const,
  request: CLIENT_FACING[dialect].readRequest(
    dialect === 'openai-chat' ? ASKED : { model: 'm', input: 'Draw.' },
  ),
})

/** What a Chat client keeps of an answer as its next assistant message. */
const chatMessages = (): Record<string, JsonObject> => {
  const context = contextFor('openai-chat')
  const whole = objectOf(CLIENT_FACING['openai-chat'].writeResult(result, context))
  const frames = run(CLIENT_FACING['openai-chat'].writeStream, context, explode(result))
  const deltas = frames
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => objectOf(objectOf((JSON.parse(data) as { choices: unknown[] }).choices[0])['delta']))
  const choice = objectOf((whole['choices'] as unknown[])[0])
  return {
    whole: objectOf(choice['message']),
    streamed: { role: 'assistant', content: '', images: deltas.flatMap(({ images }) => images ?? []) },
  }
}

/** The same of a Responses client: the items of the output. */
const responseItems = (): Record<string, unknown[]> => {
  const context = contextFor('openai-responses')
  const whole = objectOf(CLIENT_FACING['openai-responses'].writeResult(result, context))
  const frames = run(CLIENT_FACING['openai-responses'].writeStream, context, explode(result))
  const events = frames.map(({ data }) => (data === '[DONE]' ? {} : objectOf(JSON.parse(data))))
  return {
    whole: whole['output'] as unknown[],
    streamed: events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item),
  }
}

const sentToGemini = (dialect: 'openai-chat' | 'openai-responses', body: object): unknown => {
  const target = { dialect: 'gemini' as const, model: 'm', quirks: {} }
  const { request } = adapt(CLIENT_FACING[dialect].readRequest(body), target)
  const contents = UPSTREAM_FACING.gemini.writeRequest(request, target)['contents'] as { parts: unknown[] }[]
  return contents.flatMap(({ parts }) => parts).find((part) => isObject(objectOf(part)['inlineData']))
}

const SIGNED = { inlineData: PICTURE, thoughtSignature: 'c2lnbmVk' }

describe('an image that Gemini signed returns to it with its signature', () => {
  it.each(['whole', 'streamed'])('from a conversation in Chat Completions, %s', (way) => {
    const messages = [...ASKED.messages, chatMessages()[way], { role: 'user', content: 'In blue.' }]
    expect(sentToGemini('openai-chat', { model: 'm', messages })).toEqual(SIGNED)
  })

  it.each(['whole', 'streamed'])('from a conversation in Responses, %s', (way) => {
    const input = [
      { role: 'user', content: 'Draw.' },
      ...responseItems()[way]!,
      { role: 'user', content: 'In blue.' },
    ]
    expect(sentToGemini('openai-responses', { model: 'm', input })).toEqual(SIGNED)
  })
})
