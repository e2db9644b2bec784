import { Session } from 'node:inspector/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startScriptedUpstream } from '@gptget/testkit'
import { postChat, USER_TURN } from '../platform/ask.ts'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import type { ServiceName } from '../platform/service-name.ts'
import { startPlatform } from '../platform/start-platform.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const WARM_UP_CHATS = 20
/** Longer than most timers, whose functions do not belong to the chat. */
const QUIET_MS = 3_000
const SCRIPT = 'text-5'
/** The services that a chat passes through, in one process as `npm start` has them. */
const TOGETHER: [ServiceName, ...ServiceName[]] = [
  'edge-gateway',
  'router',
  'billing',
  'tasks-worker',
  'media-proxy',
]

/** Our files whose code one chat runs, each with the number of functions called. */
export type Touched = ReadonlyMap<string, number>

/** Serves one plain chat on a warmed-up platform in this process, and counts the functions called. */
export const measureChat = async (isStream: boolean): Promise<Touched> => {
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({ config: scriptedConfig(upstream, [SCRIPT]), together: TOGETHER })
  const session = new Session()
  session.connect()
  try {
    const { apiKey } = await platform.admin.createAccount()
    const chat = async (): Promise<void> => {
      const response = await postChat(platform.baseUrl, apiKey, {
        model: modelOf(SCRIPT),
        messages: USER_TURN,
        stream: isStream,
      })
      if (response.status !== 200) throw new Error(`the chat failed: ${await response.text()}`)
      await response.text()
    }
    for (let count = 0; count < WARM_UP_CHATS; count++) await chat()
    // Work left by the previous chat, such as booking, must not count.
    await sleep(QUIET_MS)
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    const take = async () => calledIn((await session.post('Profiler.takePreciseCoverage')).result)
    await take()
    await sleep(QUIET_MS)
    const atRest = await take()
    await chat()
    return countByFile((await take()).filter(({ id }) => !atRest.some((other) => other.id === id)))
  } finally {
    session.disconnect()
    await platform.stop()
    await upstream.stop()
  }
}

type ScriptCoverage = {
  url: string
  functions: { functionName: string; ranges: { count: number; startOffset: number; endOffset: number }[] }[]
}

type Called = { file: string; id: string }

/** Our functions that were called, anonymous ones included. */
const calledIn = (scripts: ScriptCoverage[]): Called[] =>
  scripts.flatMap(({ url, functions }) => {
    const file = ourFile(url)
    if (file === null) return []
    // The module's top-level code is listed as a function that starts at its first character.
    const called = functions.filter(({ ranges: [whole] }) => whole!.count > 0 && whole!.startOffset > 0)
    return called.map(({ ranges: [whole] }) => ({ file, id: `${file}:${whole!.startOffset}` }))
  })

const countByFile = (called: readonly Called[]): Touched => {
  const touched = new Map<string, number>()
  for (const { file } of called) touched.set(file, (touched.get(file) ?? 0) + 1)
  return touched
}

/** The files that serve the chat: services and packages, not the test's upstream and client. */
const ourFile = (url: string): string | null => {
  if (!url.startsWith('file:')) return null
  const file = path.relative(REPOSITORY, fileURLToPath(url))
  const isOurs = /^(apps|packages)\/[^/]+\/src\//.test(file) && !file.startsWith('packages/testkit/')
  return isOurs ? file : null
}
