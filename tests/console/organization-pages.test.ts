import { randomBytes } from 'node:crypto'
import { creditPayment, reversePayment } from '@gptget/contracts'
import { startTestStripe } from '@gptget/testkit'
import { afterAll, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { openaiFor, usePlatform } from '../platform/use-platform.ts'
import { findBarriers, keepPicture, settled, useBrowser } from './use-pages.ts'

const stripe = await startTestStripe()
afterAll(() => stripe.stop())
const world = useBrowser(
  usePlatform((upstream) => ({
    console: 1,
    config: scriptedConfig(upstream, ['text-5']),
    env: {
      STRIPE_SECRET_KEY: 'sk_test_123',
      STRIPE_WEBHOOK_SECRET: 'whsec',
      STRIPE_API_URL: stripe.url,
      GPTGET_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    },
  })),
)

const credit = () =>
  world.platform.bus.call(creditPayment, {
    accountId: world.account.accountId,
    paymentId: 'pi_shown',
    amountNanoUsd: 25_000_000_000n,
    reason: 'Payment pi_shown',
  })

const reverse = () =>
  world.platform.bus.call(reversePayment, {
    paymentId: 'pi_shown',
    reversal: { kind: 'refund', amountNanoUsd: 15_000_000_000n },
  })

it.each([
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const)(
  'credit is added on Stripe’s page, and each payment has a printable receipt, in $colorScheme',
  async (look) => {
    await credit()
    const page = await world.open(look)
    await world.enter(page, '/credits?payment=done')
    await page.getByText('Thank you').waitFor()
    await page.getByText('No card is saved').waitFor()
    await settled(page)
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Add credit' }).click()
    await page.getByLabel('US dollars').fill('30')
    expect(await findBarriers(page)).toEqual([])
    // Stripe's own page, which no test reaches.
    await page.route(/^https:/, (route) => route.fulfill({ body: 'Pay here.' }))
    await page.getByRole('button', { name: 'Continue to payment' }).click()
    await page.waitForURL(/^https:/)
    await page.goto('/credits')
    await page.getByRole('link', { name: 'Receipt' }).click()
    await page.getByText('$25.00').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      look.viewport.width,
    )
    await reverse()
    await page.goto('/credits')
    await page.getByText('$15.00 refunded or disputed').waitFor()
    await keepPicture(page, `payments-${look.colorScheme}`)
    expect(await findBarriers(page)).toEqual([])
  },
  60_000,
)

const OWN_KEY = 'sk-own-key-of-the-organization-1234'
const MODEL = modelOf('text-5')

const keyOfLastRequest = () => world.upstream.requests().at(-1)!.headers.authorization

it('adds an organization’s own key of a provider, uses it for requests, and deletes it', async () => {
  const page = await world.open({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
  await world.enter(page, '/settings/provider-keys')
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

it('refuses an invalid key with a reason, and keeps the typed text', async () => {
  const page = await world.open()
  await world.enter(page, '/settings/provider-keys')
  await page.getByRole('button', { name: 'Add a key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key', { exact: true }).fill('with a space')
  await dialog.getByRole('button', { name: 'Add a key' }).click()
  await dialog.getByText('expected a key as the provider shows it').waitFor()
  expect(await dialog.getByLabel('Key', { exact: true }).inputValue()).toBe('with a space')
})
