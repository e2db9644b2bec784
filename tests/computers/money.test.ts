import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { callerOf, newComputer, type Call, type Computer } from './desktops.ts'

const HOUR_MS = 6_000
const PRICE = 0.0139

type Ledger = { data: { kind: string; charge_id: string; amount_usd: string; shortfall_usd: string }[] }
type Activity = { data: { model: string; computer_hours: number; charged_usd: string }[] }

const chargesOf = async (call: Call): Promise<Ledger['data']> =>
  (await call<Ledger>('GET', '/ledger?kind=usage&order=asc')).body.data

const read = async (theirs: Call, id: string): Promise<Computer> =>
  (await theirs<Computer>('GET', `/computers/${id}`)).body

describeDesktops(
  'running hours (of six seconds)',
  ({ world, call }) => {
    const newCaller = async (creditsUsd: string) => {
      const { apiKey, accountId } = await world.platform.admin.createAccount({ creditsUsd })
      return { call: callerOf(world, () => apiKey), accountId, apiKey }
    }

    it('are charged once each at their start, also across stops, and appear in ledger and activity', async () => {
      const { call: theirs } = await newCaller('1.00')
      const { id, hours_charged: hours } = await newComputer(theirs, { instance_type: '2c2g' })
      expect(hours).toBe(1)
      await theirs('POST', `/computers/${id}/stop`)
      await theirs('POST', `/computers/${id}/start`)
      expect((await read(theirs, id)).hours_charged).toBe(1)
      await expect.poll(async () => (await read(theirs, id)).hours_charged, SOON).toBe(2)
      await theirs('POST', `/computers/${id}/stop`)
      await sleep(HOUR_MS + 1_000)
      expect(await read(theirs, id)).toMatchObject({ hours_charged: 2, status: 'stopped' })
      const charges = await chargesOf(theirs)
      expect(
        charges.map(({ charge_id: chargeId, amount_usd: amount }) => [
          chargeId.replace(id, 'ID'),
          Number(amount),
        ]),
      ).toEqual([
        ['computer.ID.hour-1/hour', -PRICE],
        ['computer.ID.hour-2/hour', -PRICE],
      ])
      const { body } = await theirs<Activity>('GET', '/activity')
      expect(body.data).toMatchObject([{ model: 'computers/2c2g', computer_hours: 2, charged_usd: '0.0278' }])
      expect(
        (await theirs<{ data: { total_usage: number } }>('GET', '/credits')).body.data.total_usage,
      ).toBeCloseTo(2 * PRICE, 9)
    })

    it('begin again if a computer becomes more expensive than what is paid, running or stopped', async () => {
      const { call: theirs } = await newCaller('1.00')
      const { id } = await newComputer(theirs, { instance_type: '2c2g' })
      const typesOf = async () =>
        (await theirs<Activity>('GET', '/activity')).body.data.map(({ model }) => model).toSorted()
      const become = (type: string) => theirs('PATCH', `/computers/${id}`, { instance_type: type })
      expect((await become('2c4g')).status).toBe(200)
      const { hours_charged: hours } = await read(theirs, id)
      expect(hours).toBeGreaterThanOrEqual(2)
      await expect.poll(typesOf, SOON).toEqual(['computers/2c2g', 'computers/2c4g'])
      await theirs('POST', `/computers/${id}/stop`)
      expect((await become('4c8g')).status).toBe(200)
      expect(await typesOf()).toEqual(['computers/2c2g', 'computers/2c4g'])
      await theirs('POST', `/computers/${id}/start`)
      await expect.poll(typesOf, SOON).toEqual(['computers/2c2g', 'computers/2c4g', 'computers/4c8g'])
      // What is paid for is not paid for again: only whole hours follow.
      const paidUntilMs = async () => Date.parse((await read(theirs, id)).paid_until!)
      const before = await paidUntilMs()
      await become('2c2g')
      await become('4c8g')
      expect(((await paidUntilMs()) - before) % HOUR_MS).toBe(0)

      const { call: poor } = await newCaller('0.05')
      const { id: small } = await newComputer(poor, { instance_type: '2c2g' })
      const refused = await poor('PATCH', `/computers/${small}`, { instance_type: '4c8g', name: 'dear' })
      expect(refused).toMatchObject({ status: 402, body: { error: { type: 'insufficient_credits' } } })
      expect((await poor('GET', `/computers/${small}`)).body).toMatchObject({ instance_type: '2c2g' })
    })

    it('need credit before they begin: nothing is created without it', async () => {
      const { call: theirs } = await newCaller('0.01')
      const workspace = await theirs<{ id: string }>('POST', '/workspaces', { name: 'poor' })
      const refused = await theirs('POST', '/computers', { workspace_id: workspace.body.id, name: 'box' })
      expect(refused).toMatchObject({ status: 402, body: { error: { type: 'insufficient_credits' } } })
      expect((await theirs<{ data: unknown[] }>('GET', '/computers')).body.data).toEqual([])
      expect(await chargesOf(theirs)).toEqual([])
    })

    it('end after a warning when the credit is used up, and never make the balance negative', async () => {
      const { call: theirs, accountId, apiKey } = await newCaller('0.02')
      const { id } = await newComputer(theirs, { instance_type: '2c2g' })
      await expect.poll(async () => (await read(theirs, id)).status, SOON).toBe('stopped')
      expect((await read(theirs, id)).status_reason).toBe('The credit is used up.')
      const types = await readEvents(`${world.platform.baseUrl}/computers/${id}/events?after=0`, apiKey)
      expect(types).toContain('computer.credit_low')
      expect(types.indexOf('computer.credit_low')).toBeLessThan(types.length - 1)
      expect((await chargesOf(theirs)).map(({ shortfall_usd: shortfall }) => Number(shortfall))).toEqual([0])
      expect((await world.platform.admin.credits(accountId)).availableNanoUsd).toBe(6_100_000n)
    })

    it('are not charged twice if the service restarts within an hour', async () => {
      const { call: theirs } = await newCaller('1.00')
      const startedAtMs = performance.now()
      const { id } = await newComputer(theirs, { instance_type: '2c2g' })
      const [service] = world.platform.of('computers')
      await service!.stop()
      await service!.restart()
      await expect
        .poll(async () => (await theirs('DELETE', `/computers/${id}`).catch(() => null))?.status, SOON)
        .toBe(200)
      const hours = Math.ceil((performance.now() - startedAtMs) / HOUR_MS)
      expect((await chargesOf(theirs)).length).toBeLessThanOrEqual(hours)
      expect(await world.platform.admin.findBreaches()).toEqual([])
      expect((await call('GET', '/computers')).status).toBe(200)
    })

    it('are not charged twice if the service dies between the charge and its record', async () => {
      const { call: theirs } = await newCaller('1.00')
      const { id } = await newComputer(theirs, { instance_type: '2c2g' })
      const [service] = world.platform.of('computers')
      await service!.stop()
      const database = new Client({ connectionString: world.platform.databaseUrl })
      await database.connect()
      // The state after the charge of the first hour, before the row is updated.
      await database.query(
        `update computers.computers set held_number = 1, held_type = '2c2g', hours_charged = 0, paid_until = null
        where computer_id = $1`,
        [id],
      )
      await database.end()
      await service!.restart()
      await expect.poll(async () => (await read(theirs, id)).status, SOON).toBe('running')
      await theirs('POST', `/computers/${id}/stop`)
      const { hours_charged: hours } = await read(theirs, id)
      const charges = await chargesOf(theirs)
      expect(charges.map(({ charge_id: chargeId }) => chargeId)).toHaveLength(hours)
      expect(await world.platform.admin.findBreaches()).toEqual([])
    })
  },
  { COMPUTERS_HOUR_MS: String(HOUR_MS), COMPUTERS_RECONCILE_MS: '1000' },
)

/** The events of a computer so far. */
const readEvents = async (url: string, apiKey: string): Promise<string[]> => {
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
  let text = ''
  const reader = response.body!.getReader()
  const timer = setTimeout(() => void reader.cancel(), 1_000)
  for (let read = await reader.read(); !read.done; read = await reader.read())
    text += Buffer.from(read.value).toString()
  clearTimeout(timer)
  return [...text.matchAll(/^event: (.*)$/gm)].map(([, event]) => event!)
}
