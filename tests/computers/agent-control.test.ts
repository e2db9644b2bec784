import { end, hang, head, respond, startStopwatch, write } from '@gptget/testkit'
import { expect, it } from 'vitest'
import { describeAgents, modelOf } from './agents.ts'
import { SOON } from './describe-desktops.ts'
import { outputOf } from './desktops.ts'
import { heldDown, NOTHING_HELD } from './held-down.ts'
import { keyEvents, look, shakeHands } from './live-view.ts'
import { openaiFor } from '../platform/use-platform.ts'
import { readRun, type RunEvent } from './read-run.ts'
import { play, VENDORS, type Vendor } from './scripted-model.ts'

const vendor = VENDORS['a function']
const task = (content = 'Do it.') => [{ role: 'user', content }]

const toolOf = (json: unknown): string => (json as { tools: { type: string }[] }).tools[0]!.type
const fails = (status: number) =>
  respond(status, { 'content-type': 'application/json' }, JSON.stringify({ error: { message: 'no' } }))

type Run = {
  id: string
  status: string
  finish_reason: string | null
  error: string | null
  cost: number
  steps: number
  generations: { cost: number }[]
}

describeAgents('a run on a computer', ({ world, call, script, newComputer }) => {
  let made: Promise<{ id: string; connection_url: string }> | undefined
  /** One computer for all tests: each run leaves it unchanged. */
  const theComputer = () => (made ??= newComputer())

  const ask = (id: string, more: object = {}, from: Vendor = vendor) =>
    readRun(world, { model: modelOf(from), computer_id: id, messages: task(), ...more })

  /** Starts a run with a streamed chat and yields its events. */
  const begin = async (id: string, more: object = {}) => {
    const abort = new AbortController()
    const answer = await fetch(`${world.platform.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.account.apiKey}`, ...(more as { headers?: object }).headers },
      body: JSON.stringify({ model: modelOf(vendor), computer_id: id, messages: task(), stream: true }),
      signal: abort.signal,
    })
    expect(answer.status).toBe(200)
    const runId = answer.headers.get('x-run-id')!
    const path = `/computers/${id}/runs/${runId}`
    const read = async (): Promise<Run> => (await call<Run>('GET', path)).body
    const events = async (): Promise<RunEvent[]> =>
      (await call<{ data: RunEvent[] }>('GET', `${path}/events?follow=false`)).body.data
    return { answer, abort, path, read, events }
  }

  /** Presses the mouse in the first turn, and never answers in the second. */
  const scriptHanging = () =>
    world.upstream.script({
      match: { model: vendor.model },
      choose: (request) =>
        vendor.turnsIn(request.json as Record<string, unknown>) === 0
          ? play(vendor, [{ say: 'I press.', deeds: [{ do: 'press' }] }])(request)
          : { steps: [head(200, { 'content-type': 'text/event-stream' }), write(': thinking\n\n'), hang] },
    })

  const secondTurn = () =>
    world.upstream.waitFor(
      ({ model, json }) => model === vendor.model && vendor.turnsIn(json as Record<string, unknown>) === 1,
      30_000,
    )

  /** A run whose model stops answering while it holds a button down. */
  const beginHanging = async (id: string) => {
    world.upstream.clear()
    scriptHanging()
    const run = await begin(id)
    const asked = await secondTurn()
    expect(await heldDown(call, id)).toBe('0 1')
    return { ...run, asked }
  }

  const expectStopped = async (
    id: string,
    { asked, path, read }: Awaited<ReturnType<typeof beginHanging>>,
  ) => {
    await expect.poll(() => asked.abortedAtMs, SOON).toBeDefined()
    expect(await heldDown(call, id)).toBe(NOTHING_HELD)
    expect(await read()).toMatchObject({
      status: 'finished',
      finish_reason: 'cancelled',
      steps: 2,
      cost: expect.closeTo(0.011, 3) as number,
    })
    expect((await call('POST', `${path}/cancel`)).body).toMatchObject({ finish_reason: 'cancelled' })
    expect((await call('POST', `${path}/resume`)).status).toBe(409)
  }

  it('can be cancelled without waiting for the model, and no button stays down', async () => {
    const { id } = await theComputer()
    const run = await beginHanging(id)
    const { body } = await call<Run>('POST', `${run.path}/cancel`)
    expect(body).toMatchObject({ status: 'finished', finish_reason: 'cancelled' })
    expect(await run.answer.text()).toContain('"reason":"cancelled"')
    await expectStopped(id, run)
  })

  it('can be cancelled during an answer, whose generated part is charged', async () => {
    const { id } = await theComputer()
    world.upstream.clear()
    const begun = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' }
    const choice = { index: 0, delta: { role: 'assistant', content: 'I still think.' }, finish_reason: null }
    world.upstream.script({
      match: { model: vendor.model },
      choose: (request) =>
        vendor.turnsIn(request.json as Record<string, unknown>) === 0
          ? play(vendor, [{ deeds: [{ do: 'press' }] }])(request)
          : {
              steps: [
                head(200, { 'content-type': 'text/event-stream' }),
                write(`data: ${JSON.stringify({ ...begun, choices: [choice] })}\n\n`),
                hang,
              ],
            },
    })
    const run = await begin(id)
    const texts = async () => (await run.events()).filter(({ type, step }) => type === 'text' && step === 2)
    await expect.poll(texts, SOON).toHaveLength(1)
    expect((await call<Run>('POST', `${run.path}/cancel`)).body.finish_reason).toBe('cancelled')
    // The end of the run does not wait for what an interrupted answer costs.
    const costs = async () => (await run.read()).generations.map(({ cost }) => cost > 0)
    await expect.poll(costs, SOON).toEqual([true, true])
    await run.answer.text()
    expect(await heldDown(call, id)).toBe(NOTHING_HELD)
  })

  it('can be cancelled during an action of minutes, which ends at once', async () => {
    const { id } = await theComputer()
    for (const [deed, leaves] of [
      [{ do: 'bash', command: '(exec -a long-command sleep 300)' }, 'pgrep -fc ^long-command'],
      [{ do: 'type', text: 'x'.repeat(20_000) }, 'echo 0'],
    ] as const) {
      world.upstream.clear()
      script(vendor, [{ deeds: [{ do: 'press' }, deed] }, { say: 'Done.' }])
      const run = await begin(id)
      const actions = async () => (await run.events()).filter(({ type }) => type === 'action')
      await expect.poll(actions, SOON).toHaveLength(2)
      const elapsedMs = startStopwatch()
      expect((await call<Run>('POST', `${run.path}/cancel`)).body).toMatchObject({
        finish_reason: 'cancelled',
        steps: 1,
      })
      // A second on a machine that does nothing else: `npm run prove:agent` measures it.
      expect(elapsedMs()).toBeLessThan(10_000)
      expect(await run.answer.text()).toContain('"reason":"cancelled"')
      expect(await heldDown(call, id)).toBe(NOTHING_HELD)
      expect((await outputOf(call, id, leaves)).trim()).toBe('0')
    }
  })

  it('is cancelled when its caller disconnects', async () => {
    const { id } = await theComputer()
    const run = await beginHanging(id)
    run.abort.abort()
    await expect.poll(async () => (await run.read()).finish_reason, SOON).toBe('cancelled')
    await expectStopped(id, run)
  })

  it('runs once for an idempotency key, even if callers disconnect, and replays its beginning', async () => {
    const { id } = await theComputer()
    world.upstream.clear()
    scriptHanging()
    const headers = { 'idempotency-key': `run-${Date.now()}` }
    const [first, twin] = await Promise.all([begin(id, { headers }), begin(id, { headers })])
    await secondTurn()
    expect(twin.path).toBe(first.path)
    const replayed = [first, twin].map(({ answer }) => answer.headers.get('idempotent-replayed'))
    expect(replayed.toSorted()).toEqual([null, 'true'])
    first.abort.abort()
    twin.abort.abort()
    const again = await begin(id, { headers })
    expect([again.path, again.answer.headers.get('idempotent-replayed')]).toEqual([first.path, 'true'])
    expect(await again.read()).toMatchObject({ status: 'running', task: 'Do it.' })
    await call('POST', `${first.path}/cancel`)
    const text = await again.answer.text()
    expect(text).toContain('I press.')
    expect(text).toContain('"reason":"cancelled"')
    expect(await (await begin(id, { headers })).answer.text()).toBe(text)
    const other = await call(
      'POST',
      `/computers/${id}/runs`,
      { model: modelOf(vendor), messages: task('Something else.') },
      headers,
    )
    expect(other).toMatchObject({ status: 409, body: { error: { param: 'Idempotency-Key' } } })
    expect(world.upstream.requests().filter(({ model }) => model === vendor.model)).toHaveLength(2)
  })

  it('can be requested again with the same idempotency key if it never began', async () => {
    const { id } = await theComputer()
    world.upstream.clear()
    world.upstream.script({ match: { model: vendor.model }, steps: fails(400) })
    const headers = { 'idempotency-key': `failed-${Date.now()}` }
    const body = { model: modelOf(vendor), messages: task() }
    const ask = () => call('POST', `/computers/${id}/runs`, body, headers)
    expect((await ask()).status).toBe(400)
    world.upstream.clear()
    world.upstream.script({ match: { model: vendor.model }, choose: play(vendor, [{ say: 'Done.' }]) })
    expect(await ask()).toMatchObject({ status: 200, body: { computer: { finish_reason: 'stop' } } })
  })

  it('is paused by a person who types in the live view, and can be resumed', async () => {
    world.upstream.clear()
    const computer = await theComputer()
    const { id } = computer
    const person = look(computer.connection_url)
    await shakeHands(person)
    let isTakenOver = false
    world.upstream.script({
      match: { model: vendor.model },
      choose: (request) => {
        const turns = [
          { say: 'One.', deeds: [{ do: 'screenshot' as const }] },
          {
            say: 'Two.',
            deeds: [
              { do: 'type' as const, text: 'planned' },
              { do: 'key' as const, key: 'a' },
            ],
          },
          { say: 'It said: {last}' },
        ]
        if (vendor.turnsIn(request.json as Record<string, unknown>) === 1 && !isTakenOver) {
          isTakenOver = true
          person.socket.send(keyEvents('x'))
        }
        return play(vendor, turns)(request)
      },
    })
    const run = await begin(id)
    await expect.poll(async () => (await run.events()).map(({ type }) => type), SOON).toContain('run.paused')
    await expect.poll(async () => (await run.read()).status, SOON).toBe('paused')
    expect((await call('POST', `${run.path}/resume`)).body).toMatchObject({ status: 'running' })
    const text = await run.answer.text()
    person.socket.close()
    expect(text).toContain('"by":"person"')
    expect(text).toContain('a person used the computer meanwhile')
    expect(await run.read()).toMatchObject({ status: 'finished', finish_reason: 'stop' })
  })

  it('is the only run on its computer, and belongs to its account only', async () => {
    world.upstream.clear()
    const { id } = await theComputer()
    scriptHanging()
    const run = await begin(id)
    await secondTurn()
    await expect(ask(id)).rejects.toMatchObject({ status: 409 })
    const stranger = await world.platform.admin.createAccount()
    const headers = { authorization: `Bearer ${stranger.apiKey}` }
    for (const path of [run.path, `${run.path}/events`, `/computers/${id}/runs`])
      expect((await call('GET', path, undefined, headers)).status).toBe(404)
    expect((await call('POST', `${run.path}/cancel`, undefined, headers)).status).toBe(404)
    await call('POST', `${run.path}/cancel`)
    await run.answer.text()
  })

  it('ends at its limit of steps, cost or time', async () => {
    world.upstream.clear()
    const { id } = await theComputer()
    const busy = Array.from({ length: 20 }, (_, at) => ({
      deeds: [{ do: 'click' as const, x: 10 + at, y: 10 }],
    }))
    script(vendor, busy)
    expect(await ask(id, { max_steps: 3 })).toMatchObject({
      finishReason: 'length',
      finished: { reason: 'max_steps' },
      cost: expect.closeTo(0.033, 9) as number,
    })
    // A step costs $0.011: after two of them the third would go beyond.
    expect(await ask(id, { max_cost: 0.03 })).toMatchObject({
      finishReason: 'length',
      finished: { reason: 'budget' },
      cost: expect.closeTo(0.022, 9) as number,
    })
    script(
      vendor,
      Array.from({ length: 20 }, () => ({ deeds: [{ do: 'key' as const, key: 'shift' }] })),
    )
    expect(await ask(id)).toMatchObject({ finished: { reason: 'repeating' } })
    expect(JSON.stringify(world.upstream.requests().at(-1)!.json)).toContain('same action several times')
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      creditLimitUsd: '0.02',
    })
    const openai = openaiFor(world.platform.baseUrl, apiKey)
    const asked = { model: modelOf(vendor), computer_id: id, messages: task() }
    await expect(readRun({ openai }, asked)).rejects.toMatchObject({ status: 402 })
  })

  it('tells the model about a point outside the screen, and continues', async () => {
    world.upstream.clear()
    const { id } = await theComputer()
    script(vendor, [
      {
        deeds: [
          { do: 'click', x: 5_000, y: 10 },
          { do: 'key', key: 'a' },
        ],
      },
      { say: '{last}' },
    ])
    const { text, actions } = await ask(id)
    expect(text).toBe('Error: Not executed: an earlier computer action in this turn failed.')
    expect(actions[0]).toMatchObject({
      ok: false,
      error: expect.stringContaining('outside of the screen') as string,
    })
    expect((await call('GET', `/computers/${id}/cursor`)).body).not.toMatchObject({ x: 5_000 })
  })

  for (const from of [VENDORS['OpenAI’s computer'], VENDORS['Gemini’s computer use']])
    it(`ends with a question if ${from.model} needs a confirmation, and continues with the answer`, async () => {
      world.upstream.clear()
      const { id } = await theComputer()
      const turns = [
        { say: 'I buy.', deeds: [{ do: 'click' as const, x: 100, y: 100 }], check: 'May I buy it?' },
        { say: 'Bought.' },
      ]
      for (const approved of [true, false]) {
        script(from, turns)
        const first = await ask(id, { stream: approved }, from)
        expect(first).toMatchObject({
          finishReason: 'stop',
          finished: { reason: 'confirmation' },
          actions: [],
          pending: { message: 'May I buy it?' },
        })
        expect(first.text).toContain('I buy.')
        const { body: run } = await call<Run>('GET', `/computers/${id}/runs/${first.runId}`)
        expect(run).toMatchObject({ status: 'waiting', pending_confirmation: { id: first.pending!.id } })
        await expect(
          ask(id, { messages: [], thread_id: first.threadId, confirmation: { id: 'other', approved } }, from),
        ).rejects.toMatchObject({ status: 409 })
        const second = await ask(
          id,
          {
            messages: approved ? [] : task('No, do not.'),
            thread_id: first.threadId,
            confirmation: { id: first.pending!.id, approved },
          },
          from,
        )
        expect(second).toMatchObject({ text: 'Bought.', threadId: first.threadId })
        expect(second.actions.map(({ action }) => action)).toEqual(approved ? ['click'] : [])
        const sent = JSON.stringify(world.upstream.requests().at(-1)!.json)
        expect(/acknowledged_safety_checks|safety_acknowledgement/.test(sent)).toBe(approved)
        expect(sent.includes('did not approve')).toBe(!approved)
      }
    })

  it('uses the next tool if the model refuses one, and remembers it', async () => {
    world.upstream.clear()
    const { id } = await theComputer()
    const claude = VENDORS['Anthropic’s toolset']
    const older = { ...VENDORS['Anthropic’s computer_20250124'], model: claude.model }
    world.upstream.script({
      match: { model: claude.model },
      choose: (request) =>
        toolOf(request.json) === 'computer_toolset_20260801'
          ? {
              steps: respond(
                400,
                { 'content-type': 'application/json' },
                JSON.stringify({
                  type: 'error',
                  error: { type: 'invalid_request_error', message: 'tools.0: not supported by this model' },
                }),
              ),
            }
          : play(older, [{ deeds: [{ do: 'screenshot' }] }, { say: 'Seen.' }])(request),
    })
    for (const expected of [
      ['computer_toolset_20260801', 'computer_20251124', 'computer_20251124'],
      ['computer_20251124', 'computer_20251124'],
    ]) {
      const before = world.upstream.requests().length
      expect(await ask(id, {}, claude)).toMatchObject({ text: 'Seen.' })
      expect(
        world.upstream
          .requests()
          .slice(before)
          .map(({ json }) => toolOf(json)),
      ).toEqual(expected)
    }
  })

  it('continues its thread with the unchanged reasoning', async () => {
    world.upstream.clear()
    const { id } = await theComputer()
    const claude = VENDORS['Anthropic’s toolset']
    script(claude, [
      { say: 'Seen.', think: 'Hm.', deeds: [{ do: 'screenshot' }] },
      { say: 'Done.' },
      { say: 'Again.' },
    ])
    const first = await ask(id, { max_steps: 1, messages: task('Remember the word lighthouse.') }, claude)
    expect(first.finished.reason).toBe('max_steps')
    await ask(id, { thread_id: first.threadId, messages: task('Go on.') }, claude)
    const third = await ask(id, { thread_id: first.threadId, messages: task('And on.') }, claude)
    expect(third.text).toBe('Again.')
    const sent = JSON.stringify(world.upstream.requests().at(-1)!.json)
    for (const part of ['lighthouse', 'signed-0', 'Hm.', 'Go on.', 'And on.', '"toolset_name":"computer"'])
      expect(sent).toContain(part)
    await expect(ask(id, { thread_id: 'thread_none' }, claude)).rejects.toMatchObject({ status: 404 })
  })

  it('is retried after a temporary failure of the model, and fails with a reason after a permanent one', async () => {
    world.upstream.clear()
    const { id } = await theComputer()
    const turns = [{ say: 'Seen.', deeds: [{ do: 'screenshot' as const }] }, { say: 'Done.' }]
    script(vendor, turns)
    world.upstream.script({ match: { model: vendor.model, nth: 2 }, steps: fails(503) })
    world.upstream.script({
      match: { model: vendor.model, nth: 1 },
      steps: [head(200, { 'content-type': 'text/event-stream' }), write('data: {"nonsense":\n\n'), end],
    })
    expect(await ask(id, { stream: true })).toMatchObject({
      finishReason: 'stop',
      finished: { reason: 'stop' },
    })
    world.upstream.clear()
    script(vendor, turns)
    world.upstream.script({ match: { model: vendor.model, nth: 2 }, steps: fails(400) })
    await expect(ask(id, { stream: true })).rejects.toThrow('no')
    const { body } = await call<{ data: Run[] }>('GET', `/computers/${id}/runs`)
    expect(body.data[0]).toMatchObject({ status: 'finished', finish_reason: 'error', steps: 2, cost: 0.011 })
    world.upstream.script({ match: { model: vendor.model }, steps: fails(400) })
    await expect(ask(id)).rejects.toMatchObject({ status: 400 })
    await expect(ask(id, { nonsense: 1 })).rejects.toMatchObject({ status: 400 })
    await expect(ask(id, { computer_tool: 'none' })).rejects.toMatchObject({ param: 'computer_tool' })
    await expect(ask('none')).rejects.toMatchObject({ status: 404 })
  })
})
