import { startTaskUpstream, type TaskUpstream } from '@gptget/testkit'
import OpenAI from 'openai'
import { afterAll, beforeAll } from 'vitest'
import type { Account } from '../platform/admin.ts'
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

/** Shorter times, so that tests need not wait. */
const FAST = {
  TASKS_FIRST_POLL_MS: '20',
  TASKS_LONGEST_POLL_MS: '50',
  TASKS_POLLS_PER_SECOND: '10000',
  TASKS_POLL_CALLS_PER_SECOND: '10000',
  TASKS_UNKNOWN_MS: '1500',
  TASKS_FIND_MS: '200',
  TASKS_QUEUE_MS: '20000',
  TASKS_LEASE_MS: '3000',
  WEBHOOK_RETRY_SECONDS: '0.05,0.1,0.2',
  WEBHOOK_ALLOW_HTTP: 'true',
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
      env: { ...FAST, MEDIA_ALLOWED_HOSTS: hosts.join(','), ...more.env },
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
