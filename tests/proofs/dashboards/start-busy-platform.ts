import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream, startTaskUpstream } from '@gptget/testkit'
import { callerOf, newComputer, whyNoDesktops, type Call } from '../../computers/desktops.ts'
import { play, VENDORS } from '../../computers/scripted-model.ts'
import type { Account } from '../../platform/admin.ts'
import { faultConfig, modelOf, PRICE, scriptedProvider } from '../../platform/scripted-config.ts'
import { startPlatform, type OperatorConfig, type Platform } from '../../platform/start-platform.ts'
import type { World } from '../../platform/use-platform.ts'
import { taskConfig } from '../../tasks/task-config.ts'
import { keepMakingTasks, keepQueueing, keepStreaming, keepTalking } from '../upgrade/keep-calling.ts'

const STREAMED = 'text-60+trickle-20'
const SHORT = 'text-5'
const REFUSED = 'status-400'
const BROKEN = 'status-500'
const CALLERS = 4
const VENDOR = VENDORS['a function']
const AGENT_MODEL = `test/${VENDOR.model}`

type Busy = { metricsUrls: string[]; stop(): Promise<void> }

/** Starts a platform, and callers who use every feature until it is stopped. */
export const startBusyPlatform = async (report: (line: string) => void): Promise<Busy> => {
  const reason = whyNoDesktops()
  if (reason !== null) throw new Error(`Desktops cannot run here: ${reason}`)
  const upstream = await startScriptedUpstream()
  const taskUpstream = await startTaskUpstream()
  const disks = await mkdtemp(path.join(tmpdir(), 'gptget-dashboards-'))
  upstream.script({
    match: { model: VENDOR.model },
    choose: play(VENDOR, [
      { deeds: [{ do: 'screenshot' }] },
      { deeds: [{ do: 'click', x: 20, y: 20 }] },
      { say: 'Done.' },
    ]),
  })
  const [texts, tasks] = [faultConfig(upstream, [STREAMED, SHORT, REFUSED, BROKEN]), taskConfig(taskUpstream)]
  const agent = agentConfig(upstream.baseUrl(VENDOR.baseUrl))
  const platform = await startPlatform({
    config: {
      providers: { ...texts.providers, ...tasks.providers, ...agent.providers },
      models: { ...texts.models, ...tasks.models, ...agent.models },
    },
    mode: 'processes',
    hasOwnPostgres: true,
    edges: 2,
    computers: 1,
    realtimes: 1,
    env: {
      REALTIME_VAD: 'energy',
      MEDIA_ALLOWED_HOSTS: new URL(taskUpstream.url).host,
      COMPUTERS_DIR: disks,
      COMPUTERS_DRIVER: 'bwrap',
    },
  })
  const stopping = new AbortController()
  const used = useEverything(platform, stopping.signal)
  return {
    metricsUrls: platform.services.map(({ metricsUrl }) => metricsUrl),
    stop: async () => {
      stopping.abort()
      for (const { name, checkedCount, breaches } of await used)
        report(`${name}: ${checkedCount}, of them not: ${breaches.length} ${breaches[0] ?? ''}`)
      await platform.stop()
      await Promise.all([upstream.stop(), taskUpstream.stop()])
      await rm(disks, { recursive: true, force: true })
    },
  }
}

const agentConfig = (baseUrl: string): OperatorConfig => ({
  providers: { 'scripted-agent': { ...scriptedProvider(baseUrl), dialect: VENDOR.dialect } },
  models: {
    [AGENT_MODEL]: {
      routes: [{ provider: 'scripted-agent', model: VENDOR.model }],
      price: PRICE,
      input_modalities: ['text', 'image'],
    },
  },
})

const useEverything = async (platform: Platform, signal: AbortSignal) => {
  const account = await platform.admin.createAccount({ creditsUsd: '1000.00' })
  const callings = platform.edges.map(({ url }) => ({ url, apiKey: account.apiKey, signal }))
  const [first, second] = [callings[0]!, callings[1]!]
  const good = [
    { model: modelOf(STREAMED), isStream: true },
    { model: modelOf(SHORT), isStream: false },
  ]
  const bad = [REFUSED, BROKEN].map((script) => ({ model: modelOf(script), isStream: true }))
  return Promise.all([
    keepStreaming(first, good, CALLERS).then(({ check }) => check),
    keepStreaming(second, good, CALLERS).then(({ check }) => check),
    keepStreaming(second, bad, 1).then(({ check }) => check),
    keepMakingTasks(first, 'test/openai-video'),
    keepQueueing(second, modelOf(SHORT)),
    keepTalking(first, modelOf(SHORT)),
    keepRunning(platform, account, signal),
  ])
}

/** A model that uses a desktop, again and again. */
const keepRunning = async (platform: Platform, account: Account, signal: AbortSignal) => {
  const call: Call = callerOf({ platform, account } as World, () => account.apiKey)
  const { id } = await newComputer(call)
  const breaches: string[] = []
  let checkedCount = 0
  while (!signal.aborted) {
    const { status, body } = await call('POST', '/chat/completions', {
      model: AGENT_MODEL,
      computer_id: id,
      messages: [{ role: 'user', content: 'Click on it.' }],
    })
    if (status !== 200) breaches.push(`${status} ${JSON.stringify(body)}`)
    checkedCount += 1
    await call('POST', `/computers/${id}/click`, { x: 20, y: 20 })
    await sleep(500)
  }
  await call('DELETE', `/computers/${id}`)
  return { name: 'every run of a model finishes', checkedCount, breaches }
}
