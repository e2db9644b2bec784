import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { openaiFor, usePlatform } from '../platform/use-platform.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

const OWN_KEY = 'sk-own-key-of-the-organisation-1234'
const MODEL = modelOf('text-5')

const world = useBrowser(
  usePlatform((upstream) => ({
    console: 1,
    env: { GPTGET_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
    config: scriptedConfig(upstream, ['text-5']),
  })),
)

const keyOfLastRequest = () => world.upstream.requests().at(-1)!.headers.authorization

it('an organisation adds its own key of a provider, requests are served with it, and it is deleted', async () => {
  const page = await world.open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await world.enter(page)
  await page.goto('/settings/provider-keys')
  await page.getByText('No keys of your own').waitFor()
  await keepPicture(page, 'provider-keys-empty')
  await page.getByRole('button', { name: 'Add a key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Provider').selectOption('scripted')
  await dialog.getByLabel('Key', { exact: true }).fill(`  ${OWN_KEY}\n`)
  await dialog.getByLabel('Name').fill('Our account')
  expect(await findBarriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Add a key' }).click()
  await page.getByText('sk-o…1234').waitFor()
  expect(await page.content()).not.toContain(OWN_KEY)
  await keepPicture(page, 'provider-keys')
  expect(await findBarriers(page)).toEqual([])
  const ask = () =>
    openaiFor(world.platform.baseUrl, world.account.apiKey).chat.completions.create({
      model: MODEL,
      messages: [{ role: 'user', content: 'Hello' }],
    })
  await ask()
  expect(keyOfLastRequest()).toBe(`Bearer ${OWN_KEY}`)
  await page.getByRole('button', { name: 'Add a key' }).click()
  await dialog.getByLabel('Provider').selectOption('scripted')
  await page.getByText('This replaces the key sk-o…1234').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No keys of your own').waitFor()
  await expect
    .poll(async () => {
      await ask()
      return keyOfLastRequest()
    })
    .not.toBe(`Bearer ${OWN_KEY}`)
  expect(world.complaints).toEqual([])
}, 60_000)

it('a key that is none is refused with the reason, and what was typed is kept', async () => {
  const page = await world.open()
  await world.enter(page)
  await page.goto('/settings/provider-keys')
  await page.getByRole('button', { name: 'Add a key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key', { exact: true }).fill('with a space')
  await dialog.getByRole('button', { name: 'Add a key' }).click()
  await dialog.getByText('expected a key as the provider shows it').waitFor()
  expect(await dialog.getByLabel('Key', { exact: true }).inputValue()).toBe('with a space')
})
