import { makeSignInLink } from '@gptget/contracts'
import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { openaiFor } from '../platform/use-platform.ts'
import { useTaskPlatform } from '../tasks/use-task-platform.ts'
import { createPerson, type Person } from './person.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

const world = useBrowser(useTaskPlatform({ console: 1 }))
const DAY_S = 86_400

const signedIn = async (): Promise<Person> => {
  const person = createPerson(world.platform.edges[0]!.url)
  const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
  expect((await person.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(200)
  return person
}

const makeVideo = async (): Promise<void> => {
  const client = openaiFor(world.platform.baseUrl, world.account.apiKey)
  const { id } = await client.videos.create({ model: 'test/openai-video' as never, prompt: 'A flower' })
  await expect
    .poll(async () => (await client.videos.retrieve(id)).status, { timeout: 15_000 })
    .toBe('completed')
}

type Kept = { created_at: number; expires_at: number }

const readMedia = async (): Promise<Kept[]> => {
  const headers = { authorization: `Bearer ${world.account.apiKey}` }
  return ((await (await fetch(`${world.platform.baseUrl}/media`, { headers })).json()) as { data: Kept[] })
    .data
}

const daysKept = ({ created_at, expires_at }: Kept): number => (expires_at - created_at) / DAY_S

it('what an organisation keeps shorter goes sooner, also what is kept already, and no longer than the operator keeps it', async () => {
  const person = await signedIn()
  await makeVideo()
  expect((await readMedia()).map(daysKept)).toEqual([7])
  const page = await world.open()
  await world.enter(page)
  await page.goto('/settings/data')
  await page.getByLabel('Images, videos and sounds, days').fill('2')
  await keepPicture(page, 'data')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it shorter' }).click()
  await expect.poll(async () => (await readMedia()).map(daysKept)).toEqual([2])
  await makeVideo()
  expect((await readMedia()).map(daysKept)).toEqual([2, 2])
  for (const body of [
    { kind: 'media', days: 8 },
    { kind: 'media', days: 0 },
    { kind: 'responses', days: 1.5 },
    { kind: 'ledger', days: 1 },
  ])
    expect((await person.ask('PUT', '/console/api/retention', body)).status).toBe(400)
  expect((await readMedia()).map(daysKept)).toEqual([2, 2])
  expect((await person.ask('PUT', '/console/api/retention', { kind: 'responses', days: 3 })).status).toBe(200)
  expect(await (await person.ask('GET', '/console/api/retention')).json()).toEqual({
    media: { days: 2, most_days: 7 },
    responses: { days: 3, most_days: 30 },
  })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await page.getByRole('link', { name: 'Download the archive' }).waitFor()
  await keepPicture(page, 'data-phone')
  expect(await findBarriers(page)).toEqual([])
  expect(world.complaints).toEqual([])
}, 90_000)

it('the archive holds what is kept of an organisation, and no secret; one is made at a time, by who may', async () => {
  const person = await signedIn()
  const answer = await person.ask('GET', '/console/api/export')
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const second = await person.ask('GET', '/console/api/export')
  expect(second.status).toBe(409)
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  const text = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
  const rows = (name: string) =>
    text[name]!.split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(Object.keys(text).filter((name) => !name.startsWith('activity'))).toEqual([
    'organization.json',
    'members.jsonl',
    'keys.jsonl',
    'provider-keys.jsonl',
    'webhooks.jsonl',
    'ledger.csv',
    'audit.jsonl',
    'media.jsonl',
  ])
  expect(rows('media.jsonl')).toHaveLength(2)
  expect(rows('audit.jsonl').map(({ action }) => action)).toContain('data.exported')
  expect(rows('organization.json')[0]).toMatchObject({ account_id: world.account.accountId })
  const keyIds = rows('keys.jsonl').map(({ id }) => id)
  expect(keyIds.length).toBeGreaterThan(1)
  expect(text['ledger.csv']!.match(/,usage,|^usage|usage/g)!.length).toBeGreaterThanOrEqual(2)
  const activity = Object.entries(text).find(([name]) => name.startsWith('activity'))!
  expect(activity[1]).toContain('test/openai-video')
  const whole = Object.values(text).join('')
  expect(whole).not.toContain(world.account.apiKey)
  const stranger = createPerson(world.platform.edges[0]!.url)
  expect((await stranger.ask('GET', '/console/api/export')).status).toBe(401)
  const again = await person.ask('GET', '/console/api/export')
  expect(again.status).toBe(200)
  await again.body!.cancel()
}, 60_000)
