import { describe, expect, it } from 'vitest'
import { getJson, postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const MODELS = ['text-5', 'text-8+cut-after-3', 'status-500']
const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, MODELS) }))

type Entry = Record<string, string | number | boolean | null>
type List = { data: Entry[]; last_id: string; has_more: boolean }

const read = (path: string, apiKey: string): Promise<List> =>
  getJson(`${world.platform.baseUrl}${path}`, apiKey) as Promise<List>
const get = (path: string, apiKey: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${world.platform.baseUrl}${path}`, { headers: { authorization: `Bearer ${apiKey}`, ...headers } })

/** An account with usage of some models by two keys. */
const openBusyAccount = async () => {
  const { admin, baseUrl } = world.platform
  const account = await admin.createAccount({ creditsUsd: '1.00' })
  const other = await admin.createKey(account.accountId)
  for (let index = 0; index < 12; index++) {
    const apiKey = index % 2 === 0 ? account.apiKey : other.apiKey
    const model = modelOf(MODELS[index % MODELS.length]!)
    await (await postChat(baseUrl, apiKey, { model, messages: USER_TURN, stream: index % 3 === 1 })).text()
  }
  const { totalUsageNanoUsd } = await admin.credits(account.accountId)
  return { ...account, otherKeyId: other.keyId, totalUsageNanoUsd }
}

const sumOf = (rows: readonly Entry[], column: string): bigint =>
  rows.reduce((sum, row) => sum + BigInt(row[column] as string), 0n)

const linesOf = (csv: string): string[][] =>
  csv
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => line.split(','))

describe('GET /v1/activity', () => {
  it('sums exactly to the wallet’s charges, by day, key and model', async () => {
    const account = await openBusyAccount()
    const { data } = await read('/activity', account.apiKey)
    expect(sumOf(data, 'charged_nano_usd')).toBe(account.totalUsageNanoUsd)
    expect(data.reduce((sum, row) => sum + Number(row.requests), 0)).toBe(12)
    expect(new Set(data.map((row) => row.key_id))).toEqual(new Set([account.keyId, account.otherKeyId]))
    const today = new Date().toISOString().slice(0, 10)
    expect(data.every((row) => row.date === today && row.is_byok === false)).toBe(true)
    const mine = await read(`/activity?key_id=${account.keyId}&model=${modelOf('text-5')}`, account.apiKey)
    expect(mine.data).toEqual(
      data.filter((row) => row.key_id === account.keyId && row.model === modelOf('text-5')),
    )
    expect((await read('/activity?from=2020-01-01&to=2020-02-01', account.apiKey)).data).toEqual([])
  })

  it('has the same content as CSV, requested by either way', async () => {
    const { apiKey } = await openBusyAccount()
    const { data } = await read('/activity', apiKey)
    const response = await get('/activity?format=csv', apiKey)
    expect(response.headers.get('content-type')).toContain('text/csv')
    const csv = await response.text()
    const [columns, ...rows] = linesOf(csv)
    expect(columns).toEqual(Object.keys(data[0]!))
    expect(rows).toEqual(data.map((row) => Object.values(row).map(String)))
    expect(await (await get('/activity', apiKey, { accept: 'text/csv' })).text()).toBe(csv)
  })

  it.each(['from=yesterday', 'from=2026-02-02&to=2026-02-01', 'from=2020-01-01&to=2026-01-01', 'frm=1'])(
    'refuses %s naming the parameter',
    async (query) => {
      const response = await get(`/activity?${query}`, world.account.apiKey)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { param: query.split('=')[0] } })
    },
  )
})

describe('GET /v1/ledger', () => {
  it('returns every entry once, page by page, and sums to the balance', async () => {
    const account = await openBusyAccount()
    const all: Entry[] = []
    for (let path = '/ledger?limit=3'; ;) {
      const page = await read(path, account.apiKey)
      all.push(...page.data)
      if (!page.has_more) break
      path = `/ledger?limit=3&after=${page.last_id}`
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(sumOf(all, 'amount_nano_usd')).toBe(1_000_000_000n - account.totalUsageNanoUsd)
    expect(all.at(-1)).toMatchObject({ kind: 'grant', amount_usd: '1.00', generation_id: null })
    for (const entry of all.slice(0, -1))
      expect(entry).toMatchObject({ kind: 'usage', price_version: expect.any(String) })
    const usage = await read('/ledger?kind=usage&order=asc&limit=1000', account.apiKey)
    expect(usage.data).toEqual(all.slice(0, -1).toReversed())
  })

  it('has usage and key of each charge, and filters by key and days', async () => {
    const { apiKey } = await openBusyAccount()
    const { data } = await read('/ledger?kind=usage&limit=1000', apiKey)
    const [first] = data as unknown as { model: string; key_id: string; created_at: string }[]
    const having = (field: 'model' | 'key_id') =>
      data.filter((entry) => Object(entry)[field] === first![field])
    expect(having('model').length).toBeGreaterThan(0)
    const of = async (query: string) => (await read(`/ledger?kind=usage&limit=1000&${query}`, apiKey)).data
    const day = first!.created_at.slice(0, 10)
    expect(await of(`model=${encodeURIComponent(first!.model)}`)).toEqual(having('model'))
    expect(await of(`key_id=${first!.key_id}&to=${day}`)).toEqual(having('key_id'))
    expect(await of('model=unknown')).toEqual([])
    expect(await of('to=2020-01-01')).toEqual([])
    expect(await of('from=2999-01-01')).toEqual([])
  })

  it('returns everything as CSV', async () => {
    const { apiKey } = await openBusyAccount()
    const { data } = await read('/ledger?limit=1000', apiKey)
    const [columns, ...rows] = linesOf(await (await get('/ledger?format=csv', apiKey)).text())
    expect(columns).toEqual(Object.keys(data[0]!))
    expect(rows).toEqual(data.map((row) => Object.values(row).map((value) => String(value ?? ''))))
  })

  it('does not return entries of other accounts', async () => {
    const [one, other] = await Promise.all([openBusyAccount(), openBusyAccount()])
    const { last_id: foreign } = await read('/ledger?limit=1', other.apiKey)
    expect((await get(`/ledger?after=${foreign}`, one.apiKey)).status).toBe(404)
  })
})
