import { startScriptedUpstream, type ScriptedUpstream } from '@gptget/testkit'
import OpenAI from 'openai'
import { afterAll, beforeAll } from 'vitest'
import type { Account } from './admin.ts'
import { startPlatform, type Platform, type PlatformOptions } from './start-platform.ts'

export type World = {
  upstream: ScriptedUpstream
  platform: Platform
  /** An account with credit, and its first key. */
  account: Account
  /** The official SDK with that account's key. It does not retry, so that a test sees every answer. */
  openai: OpenAI
}

/** Starts a platform with a scripted upstream for a test file. The world's fields exist only inside tests. */
export const usePlatform = (describePlatform: (upstream: ScriptedUpstream) => PlatformOptions): World => {
  const world = {} as World
  beforeAll(async () => {
    world.upstream = await startScriptedUpstream()
    world.platform = await startPlatform(describePlatform(world.upstream))
    world.account = await world.platform.admin.createAccount()
    world.openai = openaiFor(world.platform.baseUrl, world.account.apiKey)
  })
  afterAll(async () => {
    await world.platform?.stop()
    await world.upstream?.stop()
  })
  return world
}

export const openaiFor = (baseURL: string, apiKey: string): OpenAI =>
  new OpenAI({ baseURL, apiKey, maxRetries: 0 })
