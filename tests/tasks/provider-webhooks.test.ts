import { describe, expect, it } from 'vitest'
import { askTasks, endOf } from './ask-tasks.ts'
import { WAYS } from './task-config.ts'
import { useTaskPlatform } from './use-task-platform.ts'

/** The URL of a load balancer. There is none: the test does its work. */
const PUBLIC_URL = 'https://gptget.test'

// No provider is polled within the time of a test, unless its webhook reports news.
const world = useTaskPlatform({
  env: { GPTGET_PUBLIC_URL: PUBLIC_URL, TASKS_FIRST_POLL_MS: '600000', TASKS_LONGEST_POLL_MS: '600000' },
})
const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })

const throughEdge = (url: string): string => url.replace(PUBLIC_URL, new URL(world.platform.baseUrl).origin)

let count = 0
const begin = async (model: string) => {
  const name = `lighthouse ${(count += 1)} `
  const asked = { type: WAYS[model]!.type, model, prompt: `a ${name}{{polls=0}}` }
  const { body } = await askTasks(where(), 'POST', '/tasks', asked)
  const find = () => world.upstream.jobs().find((job) => job.body.includes(name))
  // Wait until the task has started: a new task is polled soon without a webhook.
  const statusOf = async () => (await askTasks(where(), 'GET', `/tasks/${body.id}`)).body.status as string
  await expect.poll(statusOf).toBe('in_progress')
  return { id: body.id as string, job: find()! }
}

const SIGNED = ['test/replicate', 'test/fal', 'test/openrouter', 'test/openai-video']
const CALLING = [...SIGNED, 'test/kling', 'test/luma', 'test/minimax', 'test/seedance', 'test/midjourney']

const tellOf =
  (model: string) =>
  (job: Parameters<typeof world.upstream.tell>[0], more: { isForged?: boolean } = {}) => {
    const ofAccount = `${PUBLIC_URL}/v1/provider-webhooks/${WAYS[model]!.provider}`
    return world.upstream.tell(job, { ...more, to: (told = ofAccount) => throughEdge(told) })
  }

describe.each(CALLING)('a task at %s', (model) => {
  it('is polled when its provider’s webhook reports a change', async () => {
    const { id, job } = await begin(model)
    const answer = await tellOf(model)(job)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      model === 'test/minimax' ? { challenge: 'said back' } : {},
    ])
    expect((await endOf(where(), id)).status).toBe('completed')
    // A repeated webhook, and one for an ended task, get the same answer.
    expect((await tellOf(model)(job)).status).toBe(200)
  })
})

it.each(SIGNED)('a task at %s is not polled after a forged webhook', async (model) => {
  const { job } = await begin(model)
  expect((await tellOf(model)(job, { isForged: true })).status).toBe(403)
  expect(job.polls).toBe(0)
})

it('a provider webhook URL that was never given out answers 404', async () => {
  const { id } = await begin('test/runway')
  for (const path of [`runway/${id}`, `runway/${id}?sig=AAAA`, `kling/task_none?sig=${'A'.repeat(43)}`]) {
    const answer = await fetch(`${world.platform.baseUrl}/provider-webhooks/${path}`, { method: 'POST' })
    expect(answer.status).toBe(404)
  }
  const unsigned = await fetch(`${world.platform.baseUrl}/provider-webhooks/runway`, {
    method: 'POST',
    body: '{}',
  })
  expect(unsigned.status).toBe(403)
  const large = await fetch(`${world.platform.baseUrl}/provider-webhooks/aggregator`, {
    method: 'POST',
    body: 'x'.repeat(65 * 1024),
  })
  expect(large.status).toBe(413)
})
