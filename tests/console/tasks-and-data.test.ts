import { makeSignInLink } from '@gptget/contracts'
import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { openaiFor } from '../platform/use-platform.ts'
import { useTaskPlatform } from '../tasks/use-task-platform.ts'
import { createPerson, type Person } from './person.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

const world = useBrowser(useTaskPlatform({ console: 1 }))

it('a video is created with progress, stored, shared by a link without a key, and deleted for everyone', async () => {
  const page = await world.open()
  await world.enter(page, '/playground/video')
  await page.getByLabel('Model').selectOption('test/openai-video')
  await page.getByLabel('What the video should show').fill('A timelapse of a blooming flower')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  const made = page.getByRole('article')
  await made.locator('video').waitFor()
  expect(await made.textContent()).toContain('$0.40')
  await page.goto('/media')
  const kept = page.getByRole('main').getByRole('listitem')
  await kept.locator('video').waitFor()
  await kept.getByRole('button', { name: /^Share/ }).click()
  const link = (await page.getByRole('dialog').locator('pre').textContent())!.trim()
  expect(link).not.toContain('sk-getgpt')
  expect((await fetch(link)).status).toBe(200)
  await keepPicture(page, 'media-shared')
  expect(await findBarriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await kept.getByRole('button', { name: /^Delete/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No media yet').waitFor()
  expect((await fetch(link)).status).toBe(404)
  expect(world.complaints).toEqual([])
}, 60_000)

it('a webhook is created, shows its secret once, receives events signed with it, and gets an event again on request', async () => {
  const page = await world.open()
  await world.enter(page, '/webhooks')
  await page.getByRole('main').getByRole('button', { name: 'New webhook' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('URL').fill(`${world.receiver.url}/of-the-console`)
  await dialog.getByRole('button', { name: 'Create' }).click()
  const secret = (await dialog.locator('pre').first().textContent())!.trim()
  expect(secret).toMatch(/^whsec_/)
  await page.getByRole('button', { name: 'I have copied it' }).click()
  expect(await page.content()).not.toContain(secret)
  await page.getByRole('link', { name: 'Deliveries' }).click()
  await page.getByRole('button', { name: 'Send a test event' }).click()
  await page.getByRole('cell', { name: 'Delivered' }).waitFor()
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => page.getByRole('cell', { name: 'Delivered' }).count(), { timeout: 15_000 }).toBe(2)
  await keepPicture(page, 'webhook')
  expect(await findBarriers(page)).toEqual([])
  const sent = world.receiver.received.filter(({ path }) => path === '/of-the-console')
  expect(sent).toHaveLength(2)
  expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  const client = openaiFor(world.platform.baseUrl, 'none')
  await expect(client.webhooks.unwrap(sent[1]!.body, sent[1]!.headers, secret)).resolves.toBeTruthy()
  await page.getByRole('button', { name: 'Rotate the secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
  await page.getByText('The webhook’s secret').waitFor()
  const next = (await page.getByRole('dialog').locator('pre').first().textContent())!.trim()
  expect(next).not.toBe(secret)
  await page.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No webhooks yet').waitFor()
  expect(world.complaints).toEqual([])
}, 60_000)

it('changes of webhooks, media and tasks are in the audit log with their actor', async () => {
  const page = await world.open()
  await world.enter(page, '/audit')
  await page.getByText('Task created').first().waitFor()
  await page.getByText('Webhook deleted').first().waitFor()
  const rows = await page.getByRole('row').allInnerTexts()
  for (const action of [
    'Webhook created',
    'Webhook tested',
    'Event sent again',
    'Webhook secret rotated',
    'Webhook deleted',
    'File shared',
    'File deleted',
  ])
    expect(rows.filter((row) => row.includes(action))).toHaveLength(1)
  const made = rows.find((row) => row.includes('Task created'))!
  expect(made).toMatch(/@/)
  expect(made).toMatch(/(task|video)_/)
  await keepPicture(page, 'audit-of-people')
  expect(await findBarriers(page)).toEqual([])
})

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

it('applies an organization’s shorter retention to old data too, within the operator’s maximum', async () => {
  const person = await signedIn()
  await makeVideo()
  expect((await readMedia()).map(daysKept)).toEqual([7])
  const page = await world.open()
  await world.enter(page, '/settings/data')
  await page.getByLabel('Images, videos and audio, days').fill('2')
  await keepPicture(page, 'data')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Shorten' }).click()
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
  await page.getByLabel('Conversations, since their last use, days').fill('5')
  await page.getByRole('button', { name: 'Save' }).last().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Shorten' }).click()
  const responses = { kind: 'responses', days: 3 }
  expect((await person.ask('PUT', '/console/api/retention', responses)).status).toBe(200)
  await expect
    .poll(async () => (await person.ask('GET', '/console/api/retention')).json())
    .toEqual({
      media: { days: 2, most_days: 7 },
      responses: { days: 3, most_days: 30 },
      tasks: { days: null, most_days: 30 },
      conversations: { days: 5, most_days: 3_650 },
    })
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await page.getByRole('link', { name: 'Download the archive' }).waitFor()
  await keepPicture(page, 'data-phone')
  expect(await findBarriers(page)).toEqual([])
  expect(world.complaints).toEqual([])
}, 90_000)

it('exports an organization’s data without secrets, one export at a time, for permitted members', async () => {
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
