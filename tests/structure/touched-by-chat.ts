import { Session } from 'node:inspector/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startScriptedUpstream } from '@gptget/testkit'
import { postChat, USER_TURN } from '../platform/ask.ts'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { startPlatform } from '../platform/start-platform.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const WARM_UP_CHATS = 20
const SCRIPT = 'text-5'

/** Our files that one chat runs code of, each with how many of its functions were called. */
export type Touched = ReadonlyMap<string, number>

/** Serves one plain chat on a platform in this process that has served some before, and counts what it ran. */
export const measureChat = async (isStream: boolean): Promise<Touched> => {
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({ config: scriptedConfig(upstream, [SCRIPT]) })
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
    // What the last of them left to do, booking included, is not the next one's.
    await sleep(1_500)
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await session.post('Profiler.takePreciseCoverage')
    await chat()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    return touchedIn(result)
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

const touchedIn = (scripts: ScriptCoverage[]): Touched => {
  const touched = new Map<string, number>()
  for (const { url, functions } of scripts) {
    const file = ourFile(url)
    if (file === null) continue
    // The module's own top-level code is listed as a function from its first character on.
    const called = functions.filter(({ ranges: [whole] }) => whole!.count > 0 && whole!.startOffset > 0)
    if (called.length > 0) touched.set(file, called.length)
  }
  return touched
}

/** What serves the chat: services and packages, not the test's own upstream and client. */
const ourFile = (url: string): string | null => {
  if (!url.startsWith('file:')) return null
  const file = path.relative(REPOSITORY, fileURLToPath(url))
  const isOurs = /^(apps|packages)\/[^/]+\/src\//.test(file) && !file.startsWith('packages/testkit/')
  return isOurs ? file : null
}
