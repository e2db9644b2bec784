import { startTaskUpstream, type TaskUpstream } from '@gptget/testkit'
import OpenAI from 'openai'
import { afterAll, beforeAll } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { FAST_TASKS } from '../platform/outside-settings.ts'
import { startPlatform, type Platform, type PlatformOptions } from '../platform/start-platform.ts'
import { openaiFor } from '../platform/use-platform.ts'
import { startReceiver, type Receiver } from './receiver.ts'
import { taskConfig } from './task-config.ts'

export type TaskWorld = {
  upstream: TaskUpstream
  /** The receiver of webhooks. */
  receiver: Receiver
  platform: Platform
  account: Account
  openai: OpenAI
}

/** A platform with a model of every provider of long tasks, at a scripted server. Use the result only in tests. */
export const useTaskPlatform = (more: Partial<PlatformOptions> = {}): TaskWorld => {
  const world = {} as TaskWorld
  beforeAll(async () => {
    world.upstream = await startTaskUpstream()
    world.receiver = await startReceiver()
    const hosts = [new URL(world.upstream.url).host, world.receiver.host]
    world.platform = await startPlatform({
      ...more,
      config: taskConfig(world.upstream, { hasWebhooks: true }),
      env: { ...FAST_TASKS, MEDIA_ALLOWED_HOSTS: hosts.join(','), ...more.env },
    })
    world.account = await world.platform.admin.createAccount()
    world.openai = openaiFor(world.platform.baseUrl, world.account.apiKey)
  })
  afterAll(async () => {
    await world.platform?.stop()
    await world.upstream?.stop()
    await world.receiver?.stop()
  })
  return world
}
