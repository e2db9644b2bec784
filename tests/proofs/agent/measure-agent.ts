import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startScriptedUpstream, type RecordedRequest } from '@gptget/testkit'
import { agentConfig, modelOf } from '../../computers/agents.ts'
import { callerOf, newComputer, outputOf, type Call } from '../../computers/desktops.ts'
import { play, VENDORS, type ScriptedTurn } from '../../computers/scripted-model.ts'
import { startPlatform } from '../../platform/start-platform.ts'
import type { World } from '../../platform/use-platform.ts'
import { cacheShareOf, type CacheShare } from './cache-share.ts'

const vendor = VENDORS['Anthropic’s toolset']
const STEPS = 25

/** Milliseconds from the last byte of a model's answer to the next request to it, sorted. */
export type Measured = { unchanged: number[]; repainted: number[]; cache: CacheShare }

const PAGE = `<!doctype html><meta charset=utf-8><title>repaints</title><body style="margin:0;height:100vh"
 onclick="document.body.style.background='hsl('+(Math.random()*360|0)+' 60% 70%)'">`

/** Measures runs of 25 steps: on a screen where nothing changes, and on a page that repaints with each click. */
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
    const still = await run(turnsAt((at) => ({ do: 'click', x: 600 + at, y: 300 })))
    await openPage(call, id)
    const busy = await run(turnsAt((at) => ({ do: 'click', x: 600 + at, y: 300 })))
    return { unchanged: betweenSteps(still), repainted: betweenSteps(busy), cache: cacheShareOf(busy) }
  } finally {
    await platform.stop()
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
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
