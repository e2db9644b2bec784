import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, it } from 'vitest'
import { findPython } from '../platform/find-python.ts'
import { askTasks, endOf } from './ask-tasks.ts'
import type { Received } from './receiver.ts'
import { useTaskPlatform } from './use-task-platform.ts'

const world = useTaskPlatform()
const MODEL = 'test/openai-video'
const where = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })
const ask = (method: string, path: string, body?: unknown) => askTasks(where(), method, path, body)

const make = async (path: string, more: object = {}) => {
  const { body } = await ask('POST', '/webhooks', { url: world.receiver.url + path, ...more })
  return body as { id: string; secret: string }
}

const toldAt = (path: string): Received[] => world.receiver.received.filter((each) => each.path === path)
const oneTold = async (path: string, count = 1): Promise<Received> => {
  await expect.poll(() => toldAt(path).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count)
  return toldAt(path).at(-1)!
}

const makeTask = async (more: object = {}, path = '/tasks') => {
  const asked = { ...(path === '/tasks' ? { type: 'video' } : {}), model: MODEL, prompt: 'a quay', ...more }
  const { body } = await ask('POST', path, asked)
  return endOf(where(), body.id)
}

/** Verified by `openai` and by `standardwebhooks`, both in Python. */
const VERIFY_IN_PYTHON = `
import json, sys
from openai import OpenAI
from standardwebhooks.webhooks import Webhook
asked = json.load(sys.stdin)
event = OpenAI(api_key="none").webhooks.unwrap(asked["body"], asked["headers"], secret=asked["secret"])
Webhook(asked["secret"]).verify(asked["body"], asked["headers"])
print(event.type)
`

let python = ''
// It may have to be created first.
beforeAll(async () => {
  python = await findPython()
}, 300_000)

const verifiedInPython = async (received: Received, secret: string): Promise<string> => {
  const child = spawn(python, ['-c', VERIFY_IN_PYTHON], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ ...received, secret }))
  return (await text(child.stdout)).trim()
}

describe('a webhook', () => {
  it('is verified by openai and standardwebhooks, in JavaScript and in Python', async () => {
    const { secret } = await make('/verified', { events: ['video.completed'] })
    await makeTask({}, '/videos')
    const told = await oneTold('/verified')
    const event = await world.openai.webhooks.unwrap(told.body, told.headers, secret)
    expect(event).toMatchObject({ object: 'event', type: 'video.completed', data: { status: 'completed' } })
    expect(new Webhook(secret).verify(told.body, told.headers)).toEqual(JSON.parse(told.body))
    expect(await verifiedInPython(told, secret)).toBe('video.completed')
    await expect(world.openai.webhooks.unwrap(`${told.body} `, told.headers, secret)).rejects.toThrow(
      /signature/i,
    )
    expect(told.body).not.toContain(world.upstream.url)
  }, 60_000)

  it('shows its secret once', async () => {
    const { id, secret } = await make('/once')
    expect(secret).toMatch(/^whsec_/)
    const { body: read } = await ask('GET', `/webhooks/${id}`)
    const { body: list } = await ask('GET', '/webhooks')
    expect(JSON.stringify([read, list])).not.toContain(secret.slice(6))
    await ask('DELETE', `/webhooks/${id}`)
    expect((await ask('GET', `/webhooks/${id}`)).status).toBe(404)
  })

  it('is signed with both secrets while one replaces the other', async () => {
    const before = await make('/rotated', { events: ['task.cancelled'] })
    const { body: after } = await ask('POST', `/webhooks/${before.id}/rotate`, { overlap_seconds: 60 })
    await ask('POST', `/webhooks/${before.id}/test`)
    const both = await oneTold('/rotated')
    for (const secret of [before.secret, after.secret])
      expect(new Webhook(secret).verify(both.body, both.headers)).toMatchObject({ type: 'webhook.test' })
    const { body: last } = await ask('POST', `/webhooks/${before.id}/rotate`, { overlap_seconds: 0 })
    await ask('POST', `/webhooks/${before.id}/test`)
    const told = await oneTold('/rotated', 2)
    expect(new Webhook(last.secret).verify(told.body, told.headers)).toMatchObject({ type: 'webhook.test' })
    expect(() => new Webhook(before.secret).verify(told.body, told.headers)).toThrow(/signature/i)
  })

  it('is retried on schedule with the same id, and its attempts are listed', async () => {
    const { id } = await make('/flaky', { events: ['task.failed'] })
    world.receiver.answer('/flaky', [500, 302])
    await makeTask({ prompt: 'x {{end=fail}}' })
    await oneTold('/flaky', 3)
    expect(new Set(toldAt('/flaky').map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const delivered = async () => (await ask('GET', `/webhooks/${id}/deliveries`)).body.data[0]
    await expect.poll(async () => (await delivered()).state).toBe('delivered')
    const { attempts, id: deliveryId } = await delivered()
    expect(attempts.map(({ status }: { status: number }) => status)).toEqual([500, 302, 200])
    expect(toldAt('/elsewhere')).toEqual([])
    const { body: again } = await ask('POST', `/webhooks/${id}/deliveries/${deliveryId}/redeliver`)
    expect(again.event_id).toBe(toldAt('/flaky')[0]!.headers['webhook-id'])
    await oneTold('/flaky', 4)
  })

  it('fails after its last attempt', async () => {
    const { id } = await make('/dead', { events: ['task.failed'] })
    world.receiver.answer('/dead', [500, 500, 500, 500, 500, 500])
    await makeTask({ prompt: 'y {{end=fail}}' })
    const last = async () => (await ask('GET', `/webhooks/${id}/deliveries`)).body.data[0]
    await expect.poll(async () => (await last())?.state, { timeout: 15_000 }).toBe('failed')
    expect((await last()).attempts).toHaveLength(4)
  })

  it('is disabled by 410, and receives events again once it is enabled', async () => {
    const { id } = await make('/gone', { events: ['task.completed'] })
    world.receiver.answer('/gone', [410])
    await makeTask()
    await expect.poll(async () => (await ask('GET', `/webhooks/${id}`)).body.enabled).toBe(false)
    await makeTask()
    expect(toldAt('/gone')).toHaveLength(1)
    await ask('PATCH', `/webhooks/${id}`, { enabled: true })
    await makeTask()
    await oneTold('/gone', 2)
  })

  it('of another account gets 404', async () => {
    const { id } = await make('/theirs')
    const other = await world.platform.admin.createAccount()
    const theirs = { baseUrl: world.platform.baseUrl, apiKey: other.apiKey }
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/rotate'],
      ['GET', '/deliveries'],
    ] as const)
      expect([path, (await askTasks(theirs, method, `/webhooks/${id}${path}`)).status]).toEqual([path, 404])
  })
})

describe('a callback', () => {
  it('receives the event of its task, signed with the secret of the account', async () => {
    const task = await makeTask({ callback_url: `${world.receiver.url}/callback` })
    await oneTold('/callback')
    const { body: list } = await ask('GET', '/webhooks')
    const { id } = list.data.find(({ url }: { url: string | null }) => url === null)
    const { body: rotated } = await ask('POST', `/webhooks/${id}/rotate`)
    await makeTask({ callback_url: `${world.receiver.url}/callback` })
    const told = await oneTold('/callback', 2)
    expect(new Webhook(rotated.secret).verify(told.body, told.headers)).toMatchObject({
      type: 'task.completed',
    })
    expect(JSON.parse(toldAt('/callback')[0]!.body).data.id).toBe(task.id)
  })

  it('cannot reach internal addresses', async () => {
    const { body } = await ask('POST', '/webhooks', { url: 'http://169.254.169.254/latest' })
    await ask('POST', `/webhooks/${body.id}/test`)
    const last = async () => (await ask('GET', `/webhooks/${body.id}/deliveries`)).body.data[0]
    await expect.poll(async () => (await last()).attempts.length, { timeout: 15_000 }).toBeGreaterThan(0)
    expect((await last()).attempts[0].status).toBe(null)
    expect((await ask('POST', '/webhooks', { url: 'https://me:secret@example.com/' })).status).toBe(400)
  })
})

describe('an account whose receivers do not answer', () => {
  it('does not delay the events of others, and can request only a limited number of manual resends', async () => {
    const other = await world.platform.admin.createAccount()
    const as = { baseUrl: world.platform.baseUrl, apiKey: other.apiKey }
    const hanging = await askTasks(as, 'POST', '/webhooks', { url: `${world.receiver.url}/hangs` })
    const test = () => askTasks(as, 'POST', `/webhooks/${(hanging.body as { id: string }).id}/test`)
    const statuses = (await Promise.all(Array.from({ length: 101 }, test))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(100)
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
    await expect.poll(() => toldAt('/hangs').length, { timeout: 10_000 }).toBe(8)

    const { id } = await make('/prompt')
    await ask('POST', `/webhooks/${id}/test`)
    await expect.poll(() => toldAt('/prompt').length, { timeout: 5_000 }).toBe(1)
    expect(toldAt('/hangs')).toHaveLength(8)
  })
})
