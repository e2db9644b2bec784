import { expect, it } from 'vitest'
import { openaiFor } from '../platform/use-platform.ts'
import { useTaskPlatform } from '../tasks/use-task-platform.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

const world = useBrowser(useTaskPlatform({ console: 1 }))

it('a video is made with its progress, kept, shared by a link without a key, and deleted for everyone', async () => {
  const page = await world.open()
  await world.enter(page)
  await page.goto('/playground/video')
  await page.getByLabel('Model').selectOption('test/openai-video')
  await page.getByLabel('What the video should show').fill('A timelapse of a blooming flower')
  await page.getByRole('button', { name: 'Make' }).click()
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

it('a webhook is made, its secret shown once and proved by what it is sent, and an event is sent again', async () => {
  const page = await world.open()
  await world.enter(page)
  await page.goto('/webhooks')
  await page.getByRole('main').getByRole('button', { name: 'New webhook' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill(`${world.receiver.url}/of-the-console`)
  await dialog.getByRole('button', { name: 'Create it' }).click()
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

it('what people do to webhooks, media and tasks is in the audit log, by whom and to what', async () => {
  const page = await world.open()
  await world.enter(page)
  await page.goto('/audit')
  await page.getByText('task.created').first().waitFor()
  await page.getByText('webhook.deleted').first().waitFor()
  const rows = await page.getByRole('row').allInnerTexts()
  for (const action of [
    'webhook.created',
    'webhook.tested',
    'webhook.redelivered',
    'webhook.rotated',
    'webhook.deleted',
    'media.shared',
    'media.deleted',
  ])
    expect(rows.filter((row) => row.includes(action))).toHaveLength(1)
  const made = rows.find((row) => row.includes('task.created'))!
  expect(made).toMatch(/@/)
  expect(made).toMatch(/(task|video)_/)
  await keepPicture(page, 'audit-of-people')
  expect(await findBarriers(page)).toEqual([])
})
