import { makeSignInLink, setAccountLimits } from '@gptget/contracts'
import { Client } from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { openaiFor, usePlatform } from '../platform/use-platform.ts'
import { useMailbox } from './mailbox.ts'
import { createPerson, type Person } from './person.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

const mailbox = await useMailbox()
const ADDRESS = 'owner@example.com'
/** 1,000 input and 4 output tokens: 1.08 cents. */
const MODEL = modelOf('cached-4')

/** Three console processes check every budget at the same time. */
const world = useBrowser(
  usePlatform((upstream) => ({
    console: 3,
    env: { ...mailbox.env, CONSOLE_WATCH_INTERVAL_MS: '100' },
    config: scriptedConfig(upstream, ['cached-4']),
  })),
)

const signedIn = async (): Promise<Person> => {
  const person = createPerson(world.platform.edges[0]!.url)
  const { token } = await world.platform.bus.call(makeSignInLink, { accountId: world.account.accountId })
  expect((await person.ask('POST', '/api/auth/sign-in/link', { token })).status).toBe(200)
  return person
}

const spendOnce = async (): Promise<void> => {
  await openaiFor(world.platform.baseUrl, world.account.apiKey).chat.completions.create({
    model: MODEL,
    messages: [{ role: 'user', content: 'Hello' }],
  })
}

/** The spending of this month, including all requests so far. */
const spentCents = async (): Promise<number> => {
  const spent = await world.platform.bus.call(setAccountLimits, { accountId: world.account.accountId })
  return Number(spent.usedThisMonthNanoUsd) / 1e7
}

/** Looks of three processes pass, of which none may send a mail that was sent. */
const afterLooks = () => new Promise((resolve) => setTimeout(resolve, 600))

let person: Person
beforeAll(async () => {
  person = await signedIn()
  const body = { email: ADDRESS, password: 'correct horse battery' }
  await person.ask('POST', '/console/api/profile/password', body)
})

it('refuses an invalid budget by field, and changes by members without credit rights', async () => {
  for (const amount_cents of [0, 99, -100, 1.5, '100', 1_000_000_001, undefined]) {
    const answer = await person.ask('PUT', '/console/api/budget', { amount_cents })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('amount_cents') } })
  }
  const stranger = createPerson(world.platform.edges[0]!.url)
  expect((await stranger.ask('PUT', '/console/api/budget', { amount_cents: 100 })).status).toBe(401)
})

it('mails each threshold of a budget once, by one of several processes, also after a new budget', async () => {
  await person.ask('PUT', '/console/api/budget', { amount_cents: 100 })
  while ((await spentCents()) < 50) await spendMany(10)
  expect((await mailbox.read(ADDRESS)).Subject).toContain('50%')
  await afterLooks()
  expect(await mailbox.count(ADDRESS)).toBe(1)
  while ((await spentCents()) < 100) await spendMany(60)
  const newest = await mailbox.read(ADDRESS, 2)
  expect(newest.Text).toContain('its budget of $1.00')
  await afterLooks()
  const count = await mailbox.count(ADDRESS)
  // 80 % and 100 % are one mail if both were passed between two checks.
  expect([2, 3]).toContain(count)
  await person.ask('PUT', '/console/api/budget', { amount_cents: 100 })
  await afterLooks()
  expect(await mailbox.count(ADDRESS)).toBe(count)
  await person.ask('PUT', '/console/api/budget', { amount_cents: 200 })
  await afterLooks()
  expect(await mailbox.count(ADDRESS)).toBe(count)
  expect(await told()).toEqual([50])
}, 120_000)

it('shows the month and sets the budget on the page', async () => {
  const page = await world.open()
  await world.enter(page, '/settings/budget')
  await page.getByLabel('Monthly budget in US dollars').fill('2.50')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('of $2.50').waitFor()
  await page.getByRole('meter').waitFor()
  await keepPicture(page, 'budget')
  expect(await findBarriers(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await keepPicture(page, 'budget-phone')
  expect(await findBarriers(page)).toEqual([])
  await page.getByLabel('Monthly budget in US dollars').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('meter').waitFor({ state: 'detached' })
  expect(world.complaints).toEqual([])
}, 60_000)

const spendMany = (count: number) => Promise.all(Array.from({ length: count }, spendOnce))

const told = async (): Promise<number[]> => {
  const db = new Client({ connectionString: world.platform.databaseUrl })
  await db.connect()
  const { rows } = await db.query<{ percent: number }>(
    'select percent from console.budget_alerts where told_at is not null order by percent',
  )
  await db.end()
  return rows.map(({ percent }) => percent)
}
