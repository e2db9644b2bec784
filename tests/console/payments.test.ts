import { createHmac } from 'node:crypto'
import { listPayments, makeSignInLink, readCredits } from '@gptget/contracts'
import { startTestStripe } from '@gptget/testkit'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { scriptedConfig } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { createPerson, type Person } from './person.ts'

const SECRET = 'whsec_of_tests'
const stripe = await startTestStripe()
afterAll(() => stripe.stop())
const world = usePlatform((upstream) => ({
  console: 1,
  config: scriptedConfig(upstream, ['text-5']),
  env: {
    STRIPE_SECRET_KEY: 'sk_test_123',
    STRIPE_WEBHOOK_SECRET: SECRET,
    STRIPE_API_URL: stripe.url,
    CONSOLE_WATCH_INTERVAL_MS: '200',
  },
}))

const origin = (): string => world.platform.edges[0]!.url
const enter = async (): Promise<Person> => {
  const person = createPerson(origin())
  const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
  expect((await person.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(200)
  return person
}
const { accountId, organizationId } = {
  accountId: () => world.account.accountId,
  organizationId: async (person: Person) =>
    ((await (await person.ask('GET', '/console/api/session')).json()) as { organization: { id: string } })
      .organization.id,
}
const grantedUsd = async (): Promise<number> =>
  Number((await world.platform.bus.call(readCredits, { accountId: accountId() })).totalCreditsNanoUsd) / 1e9

/** Stripe's event of a payment. */
const succeeded = (id: string, cents: number, metadata: Record<string, string>, more: object = {}) => ({
  id: `evt_${id}_${Math.random()}`,
  object: 'event',
  type: 'payment_intent.succeeded',
  data: {
    object: {
      id,
      object: 'payment_intent',
      status: 'succeeded',
      currency: 'usd',
      amount_received: cents,
      metadata,
      payment_method: 'pm_card_visa',
      ...more,
    },
  },
})

const sign = (body: string, secret = SECRET, atSeconds = Math.floor(Date.now() / 1_000)): string =>
  `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')}`

const tell = (event: object, signature?: string): Promise<Response> => {
  const body = JSON.stringify(event)
  return fetch(`${origin()}/console/public/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature ?? sign(body) },
    body,
  })
}

describe('a payment', () => {
  it('starts on Stripe’s page, for members with credit rights, with a valid amount', async () => {
    const person = await enter()
    const asked = await person.ask('POST', '/console/api/payments', { amount_cents: 2_500, saves_card: true })
    expect(asked.status).toBe(201)
    expect(((await asked.json()) as { url: string }).url).toMatch(/^https:/)
    for (const amount of [0, -500, 499, 1_000_001, 10.5, '2500'])
      expect((await person.ask('POST', '/console/api/payments', { amount_cents: amount })).status).toBe(400)
    const stranger = createPerson(origin())
    expect((await stranger.ask('POST', '/console/api/payments', { amount_cents: 2_500 })).status).toBe(401)
  })

  it('is credited once, even for repeated and simultaneous events', async () => {
    const person = await enter()
    const before = await grantedUsd()
    const metadata = { account_id: accountId(), organization_id: await organizationId(person) }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => tell(succeeded('pi_once', 2_500, metadata))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect((await tell(succeeded('pi_once', 2_500, metadata))).status).toBe(200)
    expect(await grantedUsd()).toBe(before + 25)
    const { payments } = (await (await person.ask('GET', '/console/api/payments')).json()) as {
      payments: { id: string; amount: number }[]
    }
    expect(payments).toMatchObject([{ id: 'pi_once', amount: 25 }])
    const { data } = (await (await person.ask('GET', '/console/v1/audit')).json()) as {
      data: { action: string; actor: { id: string } }[]
    }
    expect(data.filter(({ action }) => action === 'payment.received')).toMatchObject([
      { actor: { id: 'stripe' } },
    ])
  })

  it('is not credited if its event is forged, old, changed, of another account or unpaid', async () => {
    const before = await grantedUsd()
    const metadata = { account_id: accountId(), organization_id: 'any' }
    const event = succeeded('pi_forged', 90_000, metadata)
    const body = JSON.stringify(event)
    const hourAgo = Math.floor(Date.now() / 1_000) - 3_600
    const forged = ['', 'nonsense', sign(body, 'whsec_other'), sign(body, SECRET, hourAgo), sign(`${body} `)]
    for (const signature of forged) expect((await tell(event, signature)).status).toBe(400)
    expect((await tell(succeeded('pi_known', 1_000, metadata))).status).toBe(200)
    expect((await tell(succeeded('pi_known', 9_000, metadata))).status).toBe(409)
    const others = [
      succeeded('pi_1', 5_000, metadata, { status: 'requires_action' }),
      succeeded('pi_2', 5_000, metadata, { currency: 'jpy' }),
      succeeded('pi_3', 5_000, {}),
      { ...succeeded('pi_4', 5_000, metadata), type: 'payment_intent.payment_failed' },
    ]
    for (const other of others) expect(await (await tell(other)).json()).toMatchObject({ credited: false })
    const unpaid = {
      id: 'cs_1',
      object: 'checkout.session',
      payment_status: 'unpaid',
      payment_intent: 'pi_5',
    }
    const left = { ...event, type: 'checkout.session.completed', data: { object: unpaid } }
    expect(await (await tell(left)).json()).toMatchObject({ credited: false })
    expect(await grantedUsd()).toBe(before + 10)
  })
})

const eventOf = (type: string, object: object) => ({
  id: `evt_${Math.random()}`,
  object: 'event',
  type,
  data: { object },
})
const refunded = (payment: string, cents: number) =>
  eventOf('charge.refunded', { object: 'charge', payment_intent: payment, amount_refunded: cents })
const disputed = (type: string, payment: string, status: string) =>
  eventOf(`charge.dispute.${type}`, { object: 'dispute', payment_intent: payment, amount: 1_500, status })
const listed = async (person: Person, payment: string) => {
  const { payments } = (await (await person.ask('GET', '/console/api/payments')).json()) as {
    payments: { id: string; reversed: number; owed: number }[]
  }
  return payments.find(({ id }) => id === payment)
}

describe('a reversed payment', () => {
  it('loses its credit once when refunded, and while disputed', async () => {
    const person = await enter()
    const metadata = { account_id: accountId(), organization_id: await organizationId(person) }
    const before = await grantedUsd()
    await tell(succeeded('pi_back', 1_500, metadata))
    const answers = await Promise.all([1, 2, 3].map(() => tell(refunded('pi_back', 500))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await grantedUsd()).toBe(before + 10)
    expect(await listed(person, 'pi_back')).toMatchObject({ reversed: 5, owed: 0 })
    await tell(disputed('created', 'pi_back', 'warning_needs_response'))
    expect(await grantedUsd()).toBe(before + 10)
    await tell(disputed('created', 'pi_back', 'needs_response'))
    expect(await grantedUsd()).toBe(before)
    await tell(disputed('closed', 'pi_back', 'won'))
    expect(await grantedUsd()).toBe(before + 10)
  })

  it('is ignored if it is not ours, and forged events are refused', async () => {
    const before = await grantedUsd()
    expect(await (await tell(refunded('pi_of_another_shop', 500))).json()).toMatchObject({ reversed: false })
    expect((await tell(refunded('pi_back', 1_500), 'nonsense')).status).toBe(400)
    expect(await grantedUsd()).toBe(before)
  })
})

describe('automatic top-up', () => {
  it('needs a stored card, calls Stripe once when the balance is low, and stops after a failure', async () => {
    const person = await enter()
    const organization = await organizationId(person)
    const wish = { is_on: true, threshold_cents: 900_000, amount_cents: 2_000 }
    const database = new Client({ connectionString: world.platform.databaseUrl })
    await database.connect()
    await database.query('update console.payers set payment_method_id = null')
    expect((await person.ask('PUT', '/console/api/top-up', wish)).status).toBe(400)
    const metadata = { account_id: accountId(), organization_id: organization, saves_card: 'true' }
    expect((await tell(succeeded('pi_saves', 1_000, metadata))).status).toBe(200)
    expect((await person.ask('PUT', '/console/api/top-up', wish)).status).toBe(200)
    const before = (await world.platform.bus.call(listPayments, { accountId: accountId() })).payments.length
    // Payments never succeed at Stripe's mock, so the top-up stops with a reason.
    const state = async () =>
      (await (await person.ask('GET', '/console/api/top-up')).json()) as {
        is_on: boolean
        failure: string | null
      }
    await expect.poll(async () => (await state()).failure, { timeout: 15_000 }).toContain('by hand')
    expect((await state()).is_on).toBe(false)
    const { payments } = await world.platform.bus.call(listPayments, { accountId: accountId() })
    expect(payments.length).toBe(before)
    await database.end()
  })
})
