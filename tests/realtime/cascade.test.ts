import {
  openAiSpeechAnswer,
  openAiTranscriptAnswer,
  respond,
  type RecordedRequest,
  type Step,
} from '@gptget/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getJson } from '../platform/ask.ts'
import { nano, readReceipt } from '../platform/receipts.ts'
import { modelOf } from '../platform/scripted-config.ts'
import { humOf } from '../platform/sounds.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { cascadePlatform } from './cascade-platform.ts'
import {
  connect as open,
  responseOf,
  silence,
  soundOf,
  type ClientOptions,
  type RealtimeClient,
} from './client.ts'

const world = usePlatform(cascadePlatform)

/** Half a second of samples for each sentence. */
const SOUND = humOf(1).subarray(0, 24_000)
let heard: string
let onSpeech: (request: RecordedRequest) => Step[]
const clients: RealtimeClient[] = []

beforeEach(() => {
  heard = 'What is the weather?'
  onSpeech = () => openAiSpeechAnswer([SOUND.subarray(0, 9_999), SOUND.subarray(9_999)], 'audio/pcm')
  world.upstream.clear()
  world.upstream.script({
    match: { path: /^\/sound/ },
    choose: (request) => ({
      steps: request.path.endsWith('/speech') ? onSpeech(request) : openAiTranscriptAnswer(heard),
    }),
  })
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

const connect = async (model = modelOf('text-5'), options: ClientOptions = {}): Promise<RealtimeClient> => {
  const client = await open(world.platform.baseUrl, world.account.apiKey, model, options)
  clients.push(client)
  return client
}
const asText = { output_modalities: ['text'] }

const sentTexts = () =>
  (world.upstream.requests().at(-1)!.json as { messages: { content: string }[] }).messages.map(
    ({ content }) => content,
  )

describe('a chat model over /v1/realtime', () => {
  it('answers text with text, with the GA events in order', async () => {
    const client = await connect()
    const created = await client.next('session.created')
    expect(created['session']).toMatchObject({
      type: 'realtime',
      object: 'realtime.session',
      model: modelOf('text-5'),
    })
    const done = await client.say('Hello', asText)
    expect(responseOf(done)).toMatchObject({ status: 'completed', object: 'realtime.response' })
    expect(client.types(2)).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      ...Array.from({ length: 5 }, () => 'response.output_text.delta'),
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(new Set(client.events.map(({ event_id: id }) => id)).size).toBe(client.events.length)
  })

  it('speaks sentence by sentence, and reports the same cost as the receipt', async () => {
    const client = await connect()
    const done = responseOf(await client.say('Hello'))
    const transcript = client.events
      .filter(({ type }) => type === 'response.output_audio_transcript.delta')
      .map(({ delta }) => delta)
      .join('')
    expect(done['output']).toMatchObject([{ content: [{ type: 'output_audio', transcript }] }])
    expect(soundOf(client.events).equals(SOUND)).toBe(true)
    const { usage } = done as unknown as {
      usage: {
        input_tokens: number
        output_tokens: number
        cost: number
        cost_details: { type: string; id: string; cost: number }[]
      }
    }
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, done.id)
    expect(receipt).toMatchObject({
      tokens_prompt: usage.input_tokens,
      tokens_completion: usage.output_tokens,
    })
    expect(usage.cost_details.map(({ type }) => type)).toEqual(['chat', 'speech'])
    for (const { id, cost } of usage.cost_details)
      expect((await readReceipt(world.platform.baseUrl, world.account.apiKey, id)).total_cost).toBe(cost)
    const sum = usage.cost_details.reduce((nanoUsd, { cost }) => nanoUsd + nano(cost), 0)
    expect(nano(usage.cost)).toBe(sum)
    expect(usage.cost_details.at(-1)!.cost).toBeGreaterThan(0)
  })

  it('calls the model with the session’s reasoning and parallel tool settings', async () => {
    const client = await connect()
    const tools = [{ type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} } }]
    const session = { type: 'realtime', tools, parallel_tool_calls: false, reasoning: { effort: 'low' } }
    const updated = await client.ask({ type: 'session.update', session }, 'session.updated')
    expect(updated['session']).toMatchObject({ parallel_tool_calls: false, reasoning: { effort: 'low' } })
    await client.say('Hello', asText)
    expect(world.upstream.requests().at(-1)!.json).toMatchObject({
      parallel_tool_calls: false,
      reasoning_effort: 'low',
    })
  })

  it('keeps the conversation without deleted items', async () => {
    const client = await connect()
    await client.say('one', asText)
    const item = (
      await client.nextWhere(
        ({ type, item }) => type === 'conversation.item.done' && (item as { role: string }).role === 'user',
      )
    )['item'] as { id: string }
    await client.say('two', asText)
    expect(sentTexts()).toHaveLength(3)
    await client.ask({ type: 'conversation.item.delete', item_id: item.id }, 'conversation.item.deleted')
    await client.say('three', asText)
    expect(sentTexts()).not.toContain('one')
    expect(sentTexts()).toContain('two')
  })

  it('calls tools of the session and continues with their results', async () => {
    const client = await connect(modelOf('tools'))
    const tools = [
      {
        type: 'function',
        name: 'get_weather',
        description: 'The weather',
        parameters: { type: 'object', properties: {} },
      },
    ]
    await client.ask({ type: 'session.update', session: { type: 'realtime', tools } }, 'session.updated')
    const done = responseOf(await client.say('Weather?', asText))
    const call = (done['output'] as Record<string, string>[]).find(({ type }) => type === 'function_call')!
    expect(call).toMatchObject({ status: 'completed', call_id: expect.any(String), name: expect.any(String) })
    const args = await client.next('response.function_call_arguments.done')
    expect(args).toMatchObject({ call_id: call['call_id'], arguments: call['arguments'] })
    const output = { type: 'function_call_output', call_id: call['call_id'], output: '{"celsius":21}' }
    client.send({ type: 'conversation.item.create', item: output })
    const from = client.events.length
    client.send({ type: 'response.create', response: asText })
    await client.next('response.done', from)
    expect(JSON.stringify(world.upstream.requests().at(-1)!.json)).toContain('celsius')
  })
})

describe('a microphone', () => {
  it('is segmented by silence, transcribed, and answered with speech', async () => {
    const client = await connect()
    const transcription = { model: 'gpt-4o-mini-transcribe' }
    const updated = await client.ask(
      { type: 'session.update', session: { type: 'realtime', audio: { input: { transcription } } } },
      'session.updated',
    )
    expect(updated['session']).toMatchObject({ audio: { input: { transcription: { model: 'test/ears' } } } })
    client.speak(Buffer.concat([silence(500), humOf(1), silence(1_000)]))
    await client.next('response.done')
    const types = client.types()
    const order = [
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.input_audio_transcription.completed',
      'response.created',
      'response.output_audio.delta',
      'response.done',
    ]
    expect(order.map((type) => types.indexOf(type))).toEqual(
      order.map((type) => types.indexOf(type)).toSorted((a, b) => a - b),
    )
    const started = await client.next('input_audio_buffer.speech_started')
    expect(Number(started['audio_start_ms'])).toBeGreaterThan(100)
    expect(Number(started['audio_start_ms'])).toBeLessThan(500)
    const completed = await client.next('conversation.item.input_audio_transcription.completed')
    expect(completed).toMatchObject({ transcript: heard, usage: { type: 'duration' } })
    const { id, latency_ms: latency } = responseOf(await client.next('response.done'))
    const steps = ['vad', 'transcription', 'first_token', 'first_audio']
    expect(Object.keys(latency as object)).toEqual(steps)
    const times = Object.values(latency as Record<string, number>)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const { baseUrl } = world.platform
    const { apiKey } = world.account
    const turn = async () => (await readReceipt(baseUrl, apiKey, id)).turn_latency
    await expect.poll(turn).toEqual(latency)
    const stranger = await world.platform.admin.createAccount()
    await expect(readReceipt(baseUrl, stranger.apiKey, id)).rejects.toThrow('answered 404')
  })

  it('supports push-to-talk with commit and response.create, and refuses an empty buffer', async () => {
    const client = await connect()
    const session = { turn_detection: null, modalities: ['text'] }
    const updated = await client.ask({ type: 'session.update', session }, 'session.updated')
    expect(updated['session']).toMatchObject({
      output_modalities: ['text'],
      audio: { input: { turn_detection: null } },
    })
    const refusal = await client.ask({ type: 'input_audio_buffer.commit', event_id: 'mine' }, 'error')
    expect(refusal['error']).toMatchObject({ code: 'input_audio_buffer_commit_empty', event_id: 'mine' })
    client.speak(humOf(1))
    await client.ask({ type: 'input_audio_buffer.commit' }, 'input_audio_buffer.committed')
    client.send({ type: 'response.create' })
    expect(responseOf(await client.next('response.done')).status).toBe('completed')
    expect(JSON.stringify(world.upstream.requests().at(-1)!.json)).toContain(heard)
  })

  it('gets no answer without words', async () => {
    heard = ''
    const client = await connect()
    await client.ask(
      { type: 'session.update', session: { input_audio_transcription: { model: 'x' } } },
      'session.updated',
    )
    client.speak(Buffer.concat([silence(500), humOf(1), silence(1_000)]))
    await client.next('conversation.item.input_audio_transcription.completed')
    heard = 'Now with words.'
    client.speak(Buffer.concat([humOf(1), silence(1_000)]))
    await client.next('response.done')
    expect(client.types().filter((type) => type === 'response.created')).toHaveLength(1)
  })
})

describe('barge-in', () => {
  it('stops the answer and removes its unheard rest from the conversation', async () => {
    onSpeech = () => openAiSpeechAnswer([humOf(20)], 'audio/pcm')
    const client = await connect()
    const said = client.say('Tell me a story')
    await client.next('response.output_audio.delta')
    client.speak(Buffer.concat([humOf(1), silence(1_000)]))
    const from = client.events.length
    await client.next('input_audio_buffer.speech_started')
    const whole = 'Hello, wörld'
    const first = await said
    expect(responseOf(first)).toMatchObject({
      status: 'cancelled',
      status_details: { reason: 'turn_detected' },
    })
    await client.next('response.done', client.events.indexOf(first) + 1)
    expect(client.types(from)).not.toContain('error')
    // Almost nothing of twenty seconds of audio was played before the interruption.
    const last = world.upstream.requests().findLast(({ path }) => path.endsWith('/chat/completions'))!
    expect(JSON.stringify(last.json)).toContain(heard)
    expect(JSON.stringify(last.json)).not.toContain(whole)
  })

  it('accepts the client’s truncation', async () => {
    onSpeech = () => openAiSpeechAnswer([humOf(10)], 'audio/pcm')
    const client = await connect()
    await client.say('Tell me a story')
    const { item } = (await client.nextWhere(
      ({ type, item }) =>
        type === 'response.output_item.done' && (item as { role: string }).role === 'assistant',
    )) as unknown as { item: { id: string; content: { transcript: string }[] } }
    const whole = item.content[0]!.transcript
    await client.ask(
      { type: 'conversation.item.truncate', item_id: item.id, content_index: 0, audio_end_ms: 5_000 },
      'conversation.item.truncated',
    )
    const retrieved = (
      await client.ask(
        { type: 'conversation.item.retrieve', item_id: item.id },
        'conversation.item.retrieved',
      )
    )['item'] as typeof item
    const rest = retrieved.content[0]!.transcript
    expect(whole.startsWith(rest)).toBe(true)
    expect(rest.length).toBeLessThan(whole.length)
    expect(rest.length).toBeGreaterThan(0)
    await client.say('And then?', asText)
    expect(JSON.stringify(world.upstream.requests().at(-1)!.json)).toContain(JSON.stringify(rest))
  })
})

describe('what goes wrong', () => {
  it('is an error event with the client’s event id, and the session continues', async () => {
    const client = await connect()
    const errors: [object | string, object][] = [
      ['no json', { code: 'invalid_request', event_id: null }],
      ['[]', { code: 'invalid_request' }],
      [{ event_id: 'a' }, { param: 'type', event_id: null }],
      [
        { type: 'no.such', event_id: 'b' },
        { param: 'type', event_id: 'b' },
      ],
      [
        { type: 'input_audio_buffer.append', event_id: 'c' },
        { param: 'audio', event_id: 'c' },
      ],
      [
        { type: 'input_audio_buffer.append', audio: '!', event_id: 'd' },
        { param: 'audio', event_id: 'd' },
      ],
      [
        { type: 'conversation.item.retrieve', item_id: 'x', event_id: 'e' },
        { code: 'item_not_found', event_id: 'e' },
      ],
      [
        { type: 'response.cancel', event_id: 'f' },
        { code: 'response_cancel_not_active', event_id: 'f' },
      ],
      [
        { type: 'session.update', session: { type: 'realtime', vice: 1 }, event_id: 'g' },
        { param: 'session.vice', event_id: 'g' },
      ],
      [
        { type: 'session.update', session: { type: 'realtime', tools: [{ type: 'mcp' }] }, event_id: 'h' },
        { code: 'unsupported_parameter', param: 'session.tools[0].type', event_id: 'h' },
      ],
      [
        {
          type: 'session.update',
          session: { input_audio_noise_reduction: { type: 'near_field' } },
          event_id: 'i',
        },
        { code: 'unsupported_parameter', param: 'session.audio.input.noise_reduction', event_id: 'i' },
      ],
      [
        { type: 'output_audio_buffer.clear', event_id: 'j' },
        { param: 'type', event_id: 'j' },
      ],
    ]
    for (const [event, error] of errors) {
      const from = client.events.length
      client.send(event)
      expect((await client.next('error', from))['error']).toMatchObject(error)
    }
    expect(responseOf(await client.say('Still there?', asText)).status).toBe('completed')
  })

  it('fails one response with a reason if speech fails', async () => {
    onSpeech = () =>
      respond(400, { 'content-type': 'application/json' }, '{"error":{"message":"no such voice"}}')
    const client = await connect()
    const done = responseOf(await client.say('Hello'))
    expect(done).toMatchObject({
      status: 'failed',
      status_details: { type: 'failed', error: { code: expect.any(String) } },
    })
    expect(responseOf(await client.say('Hello', asText)).status).toBe('completed')
  })
})

describe('GET /v1/realtime/sessions', () => {
  it('lists the account’s sessions and closes one', async () => {
    const client = await connect()
    const { id } = (await client.next('session.created'))['session'] as { id: string }
    const list = async () => {
      const answer = (await getJson(
        `${world.platform.baseUrl}/realtime/sessions?status=open`,
        world.account.apiKey,
      )) as { data: { id: string }[] }
      return answer.data.map((session) => session.id)
    }
    await expect.poll(list).toContain(id)
    const headers = { authorization: `Bearer ${world.account.apiKey}` }
    const closed = await fetch(`${world.platform.baseUrl}/realtime/sessions/${id}`, {
      method: 'DELETE',
      headers,
    })
    expect(closed.status).toBe(200)
    expect(await client.closed).toMatchObject({ code: 1000 })
    await expect.poll(list).not.toContain(id)
    const stranger = await world.platform.admin.createAccount()
    const other = await fetch(`${world.platform.baseUrl}/realtime/sessions/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${stranger.apiKey}` },
    })
    expect(other.status).toBe(404)
  })
})
