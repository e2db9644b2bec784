import { DIALECTS, type Dialect } from '@gptget/contracts'
import type { ScriptedUpstream } from '@gptget/testkit'
import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses'
import { describe, expect, it } from 'vitest'
import { awaitReceipt } from './platform/receipts.ts'
import { PRICE, UPSTREAM_KEY } from './platform/scripted-config.ts'
import type { OperatorConfig } from './platform/start-platform.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'

const SCRIPTS = [
  'text-3',
  'reasoning-3',
  'tools',
  'text-4+late-1500',
  'text-20+trickle-30',
  'text-8+cut-after-3',
  'status-400',
] as const
const nameOf = (dialect: Dialect, script: (typeof SCRIPTS)[number]): string =>
  `${dialect}/${script.replaceAll('+', '.')}`

const configFor = (upstream: ScriptedUpstream): OperatorConfig => ({
  providers: Object.fromEntries(
    DIALECTS.map((dialect) => [
      dialect,
      {
        dialect,
        base_url: upstream.baseUrl(dialect),
        api_key: UPSTREAM_KEY,
        timeouts: { connect_ms: 1_000, first_token_ms: 10_000, idle_ms: 10_000 },
      },
    ]),
  ),
  models: Object.fromEntries(
    DIALECTS.flatMap((dialect) =>
      SCRIPTS.map((script) => [
        nameOf(dialect, script),
        { routes: [{ provider: dialect, model: `scripted:${script}` }], price: PRICE },
      ]),
    ),
  ),
})

const world = usePlatform((upstream) => ({
  config: configFor(upstream),
  edges: 2,
  env: { BACKGROUND_SILENCE_MS: '1500' },
}))

const stranger = async () => {
  const { apiKey } = await world.platform.admin.createAccount()
  return openaiFor(world.platform.baseUrl, apiKey)
}

const statusOf = async (id: string) => (await world.openai.responses.retrieve(id)).status

/** The body of the last request to a provider, as text. */
const lastSent = (): string => world.upstream.requests().at(-1)!.body.toString()

const items = (response: Pick<Response, 'id'>, query: { order?: 'asc' | 'desc'; limit?: number } = {}) =>
  world.openai.responses.inputItems.list(response.id, query)

describe.each(DIALECTS)('with a provider of the dialect %s', (dialect) => {
  const model = nameOf(dialect, 'text-3')

  it('a response can be read again unchanged, and its input listed', async () => {
    const answered = await world.openai.responses.create({ model, input: 'Remember the number 7.' })
    expect(answered).toMatchObject({ store: true, status: 'completed', previous_response_id: null })
    const { _request_id, ...read } = await world.openai.responses.retrieve(answered.id)
    expect(read).toEqual({ ...answered, _request_id: undefined })
    expect((await items(answered)).data).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Remember the number 7.' }] },
    ])
  })

  it('a streamed response is stored before its last event is sent', async () => {
    const stream = await world.openai.responses.create({ model, input: 'Hi', stream: true })
    let last: Response | undefined
    for await (const event of stream) if (event.type === 'response.completed') last = event.response
    expect((await world.openai.responses.retrieve(last!.id)).output).toEqual(last!.output)
  })

  it('a response continues earlier ones at another edge, without their instructions', async () => {
    const other = openaiFor(`${world.platform.edges[1]!.url}/v1`, world.account.apiKey)
    const first = await world.openai.responses.create({
      model,
      input: 'First question',
      instructions: 'Speak Latin.',
    })
    const second = await other.responses.create({
      model,
      input: 'Second question',
      previous_response_id: first.id,
    })
    const third = await world.openai.responses.create({
      model,
      input: [{ role: 'user', content: 'Third question' }],
      previous_response_id: second.id,
    })
    expect(third.previous_response_id).toBe(second.id)
    const sent = lastSent()
    const places = ['First question', first.output_text, 'Second question', 'Third question'].map((text) =>
      sent.indexOf(JSON.stringify(text).slice(1, -1)),
    )
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(sent).not.toContain('Latin')
    expect((await items(third)).data).toHaveLength(1)
  })

  it('tool results answer the calls of a stored response', async () => {
    const called = await world.openai.responses.create({
      model: nameOf(dialect, 'tools'),
      input: 'Weather?',
      tools: [{ type: 'function', name: 'get_weather', parameters: { type: 'object' }, strict: false }],
    })
    const call = called.output.find((item) => item.type === 'function_call')!
    await world.openai.responses.create({
      model,
      previous_response_id: called.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: 'Sunny-in-Paris' }],
    })
    expect(lastSent()).toContain('get_weather')
    expect(lastSent()).toContain('Sunny-in-Paris')
  })

  it('the provider never learns that a response is stored', async () => {
    const first = await world.openai.responses.create({ model, input: 'One' })
    await world.openai.responses.create({ model, input: 'Two', previous_response_id: first.id, store: true })
    const sent = JSON.parse(lastSent()) as Record<string, unknown>
    expect(sent).not.toHaveProperty('previous_response_id')
    expect(sent).not.toHaveProperty('conversation')
    expect(sent).not.toHaveProperty('background')
    expect(sent['store']).toBe(dialect === 'openai-responses' ? false : undefined)
  })

  it('a background response is charged once and can be continued like any other', async () => {
    const queued = await world.openai.responses.create({ model, input: 'Later', background: true })
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [] })
    await expect
      .poll(async () => (await world.openai.responses.retrieve(queued.id)).status, { timeout: 8_000 })
      .toBe('completed')
    const done = await world.openai.responses.retrieve(queued.id)
    expect(done).toMatchObject({ id: queued.id, background: true, output_text: expect.stringMatching(/\w/) })
    const { baseUrl } = world.platform
    expect((await awaitReceipt(baseUrl, world.account.apiKey, queued.id)).total_cost).toBeGreaterThan(0)
    await world.openai.responses.create({ model, input: 'And now?', previous_response_id: queued.id })
    expect(lastSent()).toContain('Later')
    expect(await world.platform.admin.findBreaches()).toEqual([])
  })
})

describe('stored reasoning', () => {
  it('is sent only to the provider that encrypted it', async () => {
    const first = await world.openai.responses.create({
      model: nameOf('anthropic-messages', 'reasoning-3'),
      input: 'Think',
    })
    const sealed = first.output.find((item) => item.type === 'reasoning')
    expect(sealed?.encrypted_content).toBeTruthy()
    const follow = (dialect: Dialect) =>
      world.openai.responses.create({
        model: nameOf(dialect, 'text-3'),
        input: 'Go on',
        previous_response_id: first.id,
      })
    await follow('anthropic-messages')
    expect(lastSent()).toContain('"signature"')
    for (const dialect of ['openai-chat', 'openai-responses', 'gemini'] as const) {
      await follow(dialect)
      expect(lastSent()).toContain('Go on')
      expect(lastSent()).not.toContain(sealed!.encrypted_content!)
    }
  })
})

describe('a stored response', () => {
  const model = nameOf('openai-chat', 'text-3')

  it('does not exist with store: false', async () => {
    const answered = await world.openai.responses.create({ model, input: 'Forget me', store: false })
    expect(answered).toMatchObject({ store: false })
    await expect(world.openai.responses.retrieve(answered.id)).rejects.toMatchObject({ status: 404 })
    const next = world.openai.responses.create({ model, input: 'Hi', previous_response_id: answered.id })
    await expect(next).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
  })

  it('cannot be read, listed, deleted, cancelled or continued by another account', async () => {
    const { id } = await world.openai.responses.create({ model, input: 'Mine' })
    const { responses } = await stranger()
    await expect(responses.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(responses.inputItems.list(id)).rejects.toMatchObject({ status: 404 })
    await expect(responses.delete(id)).rejects.toMatchObject({ status: 404 })
    await expect(responses.cancel(id)).rejects.toMatchObject({ status: 404 })
    await expect(responses.create({ model, input: 'x', previous_response_id: id })).rejects.toMatchObject({
      status: 400,
      param: 'previous_response_id',
    })
    expect((await world.openai.responses.retrieve(id)).id).toBe(id)
  })

  it('cannot be read after it was deleted', async () => {
    const { id } = await world.openai.responses.create({ model, input: 'Bye' })
    await world.openai.responses.delete(id)
    await expect(world.openai.responses.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(world.openai.responses.delete(id)).rejects.toMatchObject({ status: 404 })
  })

  it('is not shortened silently if an earlier response was deleted', async () => {
    const first = await world.openai.responses.create({ model, input: 'One' })
    const second = await world.openai.responses.create({
      model,
      input: 'Two',
      previous_response_id: first.id,
    })
    await world.openai.responses.delete(first.id)
    const third = world.openai.responses.create({ model, input: 'Three', previous_response_id: second.id })
    await expect(third).rejects.toMatchObject({ status: 400, message: expect.stringContaining(first.id) })
  })

  it('lists its input page by page, in both orders', async () => {
    const input = ['a', 'b', 'c', 'd', 'e'].map((content) => ({ role: 'user' as const, content }))
    const response = await world.openai.responses.create({ model, input })
    const said = async (query: { order?: 'asc' | 'desc' }) => {
      const texts: string[] = []
      for await (const item of items(response, { ...query, limit: 2 })) texts.push(JSON.stringify(item))
      return texts.map((text) => /"text":"(\w)"/.exec(text)?.[1])
    }
    expect(await said({ order: 'asc' })).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await said({})).toEqual(['e', 'd', 'c', 'b', 'a'])
    await expect(items(response, { limit: 101 })).rejects.toMatchObject({ status: 400, param: 'limit' })
  })

  it('survives a restart of the leader', async () => {
    const first = await world.openai.responses.create({ model, input: 'Before the restart' })
    const [leader] = world.platform.of('tasks-worker')
    await leader!.kill('SIGKILL')
    const meanwhile = await world.openai.responses.create({ model, input: 'Nobody keeps this' })
    expect(meanwhile).toMatchObject({ store: false, status: 'completed' })
    await leader!.restart()
    await world.openai.responses.create({ model, input: 'After', previous_response_id: first.id })
    expect(lastSent()).toContain('Before the restart')
  })
})

const reference = (id: string) => ({ type: 'item_reference' as const, id })

describe('an item referenced in the input', () => {
  const model = nameOf('openai-chat', 'text-3')

  it.each(DIALECTS)(
    'is replaced by the stored item, also for a provider of the dialect %s',
    async (dialect) => {
      const asked = await world.openai.responses.create({ model, input: 'Seven is the number.' })
      const { data: listed } = await items(asked)
      const next = await world.openai.responses.create({
        model: nameOf(dialect, 'text-3'),
        // The type may be omitted.
        input: [
          reference(listed[0]!.id!),
          { id: asked.output[0]!.id! },
          { role: 'user', content: 'And now?' },
        ],
        store: false,
      })
      expect(next.output_text).not.toBe('')
      for (const said of ['Seven is the number.', asked.output_text, 'And now?'])
        expect(lastSent()).toContain(JSON.stringify(said).slice(1, -1))
      expect(lastSent()).not.toContain('item_reference')
    },
  )

  it('survives in the response that referenced it', async () => {
    const first = await world.openai.responses.create({ model, input: 'One' })
    const input = [reference(first.output[0]!.id!), { role: 'user' as const, content: 'Two' }]
    const second = await world.openai.responses.create({ model, input })
    await world.openai.responses.delete(first.id)
    expect((await items(second)).data).toContainEqual(first.output[0])
    await world.openai.responses.create({ model, input })
    expect(lastSent()).toContain(JSON.stringify(first.output_text).slice(1, -1))
  })

  it('is refused by id if it is not stored, without a request or a charge', async () => {
    const forgotten = await world.openai.responses.create({ model, input: 'x', store: false })
    const kept = await world.openai.responses.create({ model, input: 'x' })
    const { responses } = await stranger()
    const askedBefore = world.upstream.requests().length
    for (const [asking, id] of [
      [world.openai.responses, 'msg_never'],
      [world.openai.responses, forgotten.output[0]!.id!],
      [responses, kept.output[0]!.id!],
    ] as const) {
      const answer = asking.create({ model, input: [reference(id), { role: 'user', content: 'x' }] })
      await expect(answer).rejects.toMatchObject({
        status: 404,
        param: 'input',
        message: expect.stringContaining(id),
      })
    }
    expect(world.upstream.requests()).toHaveLength(askedBefore)
  })
})

describe('a conversation', () => {
  const model = nameOf('anthropic-messages', 'text-3')

  it('collects the items of its responses until it is deleted', async () => {
    const { conversations, responses } = world.openai
    const { id } = await conversations.create({
      metadata: { topic: 'demo' },
      items: [{ type: 'message', role: 'user', content: 'We begin' }],
    })
    expect(await conversations.retrieve(id)).toMatchObject({
      object: 'conversation',
      metadata: { topic: 'demo' },
    })
    const first = await responses.create({ model, input: 'Turn one', conversation: id })
    expect(first.conversation).toEqual({ id })
    await responses.create({ model, input: 'Turn two', conversation: { id } })
    for (const text of ['We begin', 'Turn one', first.output_text]) expect(lastSent()).toContain(text)
    expect(await conversations.delete(id)).toMatchObject({ deleted: true })
    await expect(conversations.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(responses.create({ model, input: 'x', conversation: id })).rejects.toMatchObject({
      status: 404,
      param: 'conversation',
    })
  })

  it('cannot be read or continued by another account', async () => {
    const { id } = await world.openai.conversations.create()
    const other = await stranger()
    await expect(other.conversations.retrieve(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.conversations.delete(id)).rejects.toMatchObject({ status: 404 })
    await expect(other.responses.create({ model, input: 'x', conversation: id })).rejects.toMatchObject({
      status: 404,
    })
  })
})

describe('a response in the background', () => {
  const model = nameOf('openai-chat', 'text-3')
  const slow = nameOf('openai-chat', 'text-4+late-1500')

  it('is refused with store: false', async () => {
    const asked = world.openai.responses.create({ model, input: 'x', background: true, store: false })
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'background' })
  })

  it('stays cancelled after it was cancelled once', async () => {
    const { id } = await world.openai.responses.create({ model: slow, input: 'x', background: true })
    await expect.poll(() => statusOf(id)).toBe('in_progress')
    expect(await world.openai.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' })
    expect(await world.openai.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' })
    await new Promise((resolve) => setTimeout(resolve, 1_800))
    expect(await statusOf(id)).toBe('cancelled')
  })

  it('cannot be stopped by another account', async () => {
    const { id } = await world.openai.responses.create({ model: slow, input: 'x', background: true })
    await expect.poll(() => statusOf(id)).toBe('in_progress')
    const { responses } = await stranger()
    await expect(responses.cancel(id)).rejects.toMatchObject({ status: 404 })
    await expect(responses.delete(id)).rejects.toMatchObject({ status: 404 })
    await expect.poll(() => statusOf(id), { timeout: 5_000 }).toBe('completed')
  })

  it('can only be cancelled if it was created in the background', async () => {
    const { id } = await world.openai.responses.create({ model, input: 'x' })
    await expect(world.openai.responses.cancel(id)).rejects.toMatchObject({ status: 400 })
  })

  it('says why it failed', async () => {
    const failing = nameOf('openai-chat', 'status-400')
    const { id } = await world.openai.responses.create({ model: failing, input: 'x', background: true })
    await expect.poll(() => statusOf(id)).toBe('failed')
    const { error } = await world.openai.responses.retrieve(id)
    expect(error).toMatchObject({ code: 'invalid_prompt', message: expect.stringMatching(/\w/) })
  })

  it('is refused if the wallet cannot pay for it', async () => {
    const poor = await world.platform.admin.createAccount({ creditsUsd: '0.000001' })
    const asked = openaiFor(world.platform.baseUrl, poor.apiKey).responses.create({
      model,
      input: 'x',
      background: true,
    })
    await expect(asked).rejects.toMatchObject({ status: 402 })
  })
})

describe.each(DIALECTS)('a response in the background that is streamed, on %s', (dialect) => {
  const start = (script: (typeof SCRIPTS)[number]) =>
    world.openai.responses.create({
      model: nameOf(dialect, script),
      input: 'x',
      background: true,
      stream: true,
    })

  it('sends all its events, and is stored with the same content', async () => {
    const events = await Array.fromAsync(await start('text-3'))
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()])
    const last = events.at(-1)!
    if (last.type !== 'response.completed') throw new Error(`the last event is ${last.type}`)
    expect(last.response).toMatchObject({ background: true, store: true })
    await expect.poll(() => statusOf(last.response.id)).toBe('completed')
    const { output } = await world.openai.responses.retrieve(last.response.id)
    expect(output).toEqual(last.response.output)
    const { id } = last.response
    await awaitReceipt(world.platform.baseUrl, world.account.apiKey, id)
  })

  it('continues when its caller disconnects, who can resume at another edge without missing an event', async () => {
    const first = await start('text-20+trickle-30')
    const seen: ResponseStreamEvent[] = []
    for await (const event of first) {
      seen.push(event)
      if (event.type === 'response.output_text.delta') break
    }
    const created = seen[0]!
    if (created.type !== 'response.created') throw new Error(`the first event is ${created.type}`)
    const other = openaiFor(`${world.platform.edges[1]!.url}/v1`, world.account.apiKey)
    const again = await other.responses.retrieve(created.response.id, {
      stream: true,
      starting_after: seen.at(-1)!.sequence_number,
    })
    const rest = await Array.fromAsync(again)
    const all = [...seen, ...rest]
    expect(all.map(({ sequence_number }) => sequence_number)).toEqual([...all.keys()])
    const text = all.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')
    const last = all.at(-1)!
    expect(last.type === 'response.completed' && last.response.output_text).toBe(text)
    expect(
      world.upstream.requests().filter(({ model }) => model === 'scripted:text-20+trickle-30'),
    ).toHaveLength(DIALECTS.indexOf(dialect) + 1)
  })

  it('fails if its stream breaks', async () => {
    const events: ResponseStreamEvent[] = []
    const reading = (async () => {
      for await (const event of await start('text-8+cut-after-3')) events.push(event)
    })()
    await expect(reading).rejects.toThrow(/provider/)
    const created = events[0]!
    if (created.type !== 'response.created') throw new Error(`the first event is ${created.type}`)
    await expect.poll(() => statusOf(created.response.id)).toBe('failed')
    const { error } = await world.openai.responses.retrieve(created.response.id)
    expect(error).toMatchObject({ code: 'server_error', message: expect.stringMatching(/\w/) })
  })
})

const streamOf = (id: string, openai = world.openai) => openai.responses.retrieve(id, { stream: true })

describe('the stream of a response', () => {
  const model = nameOf('openai-chat', 'text-3')

  it('cannot be read by another account', async () => {
    const events = await Array.fromAsync(
      await world.openai.responses.create({ model, input: 'x', background: true, stream: true }),
    )
    const created = events[0]!
    const id = created.type === 'response.created' ? created.response.id : ''
    await expect(streamOf(id, await stranger())).rejects.toMatchObject({ status: 404 })
    expect(await Array.fromAsync(await streamOf(id))).toEqual(events)
  })

  it('can also be read for a response that was streamed to its caller', async () => {
    const events = await Array.fromAsync(
      await world.openai.responses.create({ model, input: 'x', stream: true }),
    )
    const created = events[0]!
    const id = created.type === 'response.created' ? created.response.id : ''
    expect(await Array.fromAsync(await streamOf(id))).toEqual(events)
  })

  it('is refused with a reason if there is none, or if starting_after is not valid', async () => {
    const { id } = await world.openai.responses.create({ model, input: 'x' })
    await expect(streamOf(id)).rejects.toMatchObject({ status: 410, param: 'stream' })
    const wrong = world.openai.responses.retrieve(id, { stream: true, starting_after: -1 })
    await expect(wrong).rejects.toMatchObject({ status: 400, param: 'starting_after' })
  })
})
