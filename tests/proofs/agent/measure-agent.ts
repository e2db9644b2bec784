import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  hang,
  head,
  startScriptedUpstream,
  write,
  type RecordedRequest,
  type ScriptedUpstream,
} from '@gptget/testkit'
import { agentConfig, modelOf } from '../../computers/agents.ts'
import { heldDown, NOTHING_HELD } from '../../computers/held-down.ts'
import { callerOf, newComputer, outputOf, type Call } from '../../computers/desktops.ts'
import { play, VENDORS, type ScriptedTurn } from '../../computers/scripted-model.ts'
import { startPlatform } from '../../platform/start-platform.ts'
import type { World } from '../../platform/use-platform.ts'
import { cacheShareOf, type CacheShare } from './cache-share.ts'

const vendor = VENDORS['Anthropic’s toolset']
const STEPS = 25

/**
 * Sorted milliseconds: from the last byte of a model's answer to the next request to the model, and from the
 * cancellation of a run until its model is aborted, its button is released, and its end is stored.
 */
export type Measured = { unchanged: number[]; repainted: number[]; cancelled: number[]; cache: CacheShare }

const CANCELS = 10

const PAGE = `<!doctype html><meta charset=utf-8><title>repaints</title><body style="margin:0;height:100vh"
 onclick="document.body.style.background='hsl('+(Math.random()*360|0)+' 60% 70%)'">`

/** Measures runs of 25 steps: on a static screen, and on a page that repaints with each click. */
export const measureAgent = async (): Promise<Measured> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-computers-'))
  const upstream = await startScriptedUpstream()
  const env = { COMPUTERS_DIR: directory, COMPUTERS_DRIVER: 'bwrap' }
  const platform = await startPlatform({
    config: agentConfig(upstream),
    computers: 1,
    mode: 'processes',
    hasOwnPostgres: true,
    env,
  })
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '500.00' })
    const call = callerOf({ platform, account } as World, () => account.apiKey)
    const { id } = await newComputer(call)
    const run = async (turns: readonly ScriptedTurn[]): Promise<RecordedRequest[]> => {
      upstream.clear()
      upstream.script({ match: { model: vendor.model }, choose: play(vendor, turns) })
      await call('POST', '/chat/completions', {
        model: modelOf(vendor),
        computer_id: id,
        max_steps: STEPS,
        messages: [{ role: 'user', content: 'Go on until I say stop.' }],
      })
      return upstream.requests()
    }
    const cancelled: number[] = []
    for (let count = 0; count < CANCELS; count += 1)
      cancelled.push(await timeCancel({ upstream, call, id, url: platform.baseUrl, apiKey: account.apiKey }))
    const still = await run(turnsAt((at) => ({ do: 'click', x: 600 + at, y: 300 })))
    await openPage(call, id)
    const busy = await run(turnsAt((at) => ({ do: 'click', x: 600 + at, y: 300 })))
    return {
      unchanged: betweenSteps(still),
      repainted: betweenSteps(busy),
      cancelled: cancelled.toSorted((a, b) => a - b),
      cache: cacheShareOf(busy),
    }
  } finally {
    await platform.stop()
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** The beginning of an answer (docs.claude.com/en/docs/build-with-claude/streaming). */
const BEGUN = [
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      stop_reason: null,
      usage: { input_tokens: 1_000, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'I still think.' } },
]
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('')

type Cancelling = { upstream: ScriptedUpstream; call: Call; id: string; url: string; apiKey: string }

/** The model holds a button down; in its second turn it sends a little text and then stalls. */
const timeCancel = async ({ upstream, call, id, url, apiKey }: Cancelling): Promise<number> => {
  upstream.clear()
  const isSecond = ({ json }: RecordedRequest): boolean =>
    vendor.turnsIn(json as Record<string, unknown>) === 1
  const begun = [head(200, { 'content-type': 'text/event-stream' }), write(BEGUN), hang]
  upstream.script({
    match: { model: vendor.model },
    choose: (request) =>
      isSecond(request) ? { steps: begun } : play(vendor, [{ deeds: [{ do: 'press' }] }])(request),
  })
  const answer = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({
      model: modelOf(vendor),
      computer_id: id,
      stream: true,
      messages: [{ role: 'user', content: 'Hold it.' }],
    }),
  })
  const path = `/computers/${id}/runs/${answer.headers.get('x-run-id')}`
  const asked = await upstream.waitFor(isSecond, PATIENCE_MS)
  await untilEvent(call, path, 'text', 2)
  const startedAt = performance.now()
  const { body } = await call<{ finish_reason: string }>('POST', `${path}/cancel`)
  const tookMs = performance.now() - startedAt
  const held = await heldDown(call, id)
  if (body.finish_reason !== 'cancelled' || held !== NOTHING_HELD)
    throw new Error(`a run was not cancelled correctly: ${JSON.stringify(body)}, held: ${held}`)
  await answer.body?.cancel()
  return Math.max(tookMs, (asked.abortedAtMs ?? Infinity) - startedAt)
}

const PATIENCE_MS = 30_000

const untilEvent = async (call: Call, path: string, type: string, step: number): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const { body } = await call<{ data: { type: string; step?: number }[] }>(
      'GET',
      `${path}/events?follow=false`,
    )
    if (body.data.some((event) => event.type === type && event.step === step)) return
    if (performance.now() > deadline) throw new Error(`no event ${type} of step ${step}`)
    await sleep(20)
  }
}

const turnsAt = (deed: (at: number) => NonNullable<ScriptedTurn['deeds']>[number]): ScriptedTurn[] =>
  Array.from({ length: STEPS }, (_, at) => ({
    say: 'I look at what came of it and go on.',
    deeds: [deed(at)],
  }))

const openPage = async (call: Call, id: string): Promise<void> => {
  await call('PUT', `/computers/${id}/files?path=page.html`, PAGE)
  await outputOf(
    call,
    id,
    '(chromium --kiosk --no-first-run --user-data-dir=/tmp/browser "file://$HOME/page.html" >/dev/null 2>&1 &); for i in $(seq 300); do wmctrl -l | grep -q repaints && break; sleep 0.2; done; sleep 3',
    90,
  )
}

const betweenSteps = (requests: readonly RecordedRequest[]): number[] =>
  requests
    .flatMap(({ receivedAtMs }, index) => {
      const before = requests[index - 1]?.completedAtMs
      return before === undefined ? [] : [receivedAtMs - before]
    })
    .toSorted((a, b) => a - b)
