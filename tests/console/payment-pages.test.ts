import { creditPayment, reversePayment } from '@gptget/contracts'
import { startTestStripe } from '@gptget/testkit'
import { afterAll, expect, it } from 'vitest'
import { scriptedConfig } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { findBarriers, keepPicture, settled, useBrowser } from './use-pages.ts'

const stripe = await startTestStripe()
afterAll(() => stripe.stop())
const world = useBrowser(
  usePlatform((upstream) => ({
    console: 1,
    config: scriptedConfig(upstream, ['text-5']),
    env: { STRIPE_SECRET_KEY: 'sk_test_123', STRIPE_WEBHOOK_SECRET: 'whsec', STRIPE_API_URL: stripe.url },
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
  'credit is added by Stripe’s page, and each payment has a receipt to print, in $colorScheme',
  async (look) => {
    await credit()
    const page = await world.open(look)
    await world.enter(page)
    await page.goto('/credits?payment=done')
    await page.getByText('Thank you').waitFor()
    await page.getByText('No card is kept').waitFor()
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
