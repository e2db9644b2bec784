import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectBus, type Bus } from '@gptget/bus'
import {
  catalogReload,
  catalogReloaded,
  openHold,
  readCatalog,
  resolveKey,
  takeLease,
} from '@gptget/contracts'
import type { CatalogModel } from '@gptget/contracts'
import { hashApiKey } from '@gptget/keys'
import { formatUsd } from '@gptget/money'
import { createTestDatabase, startTestNats, type TestDatabase, type TestServer } from '@gptget/testkit'
import type { Command } from 'commander'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProgram, runAdmin } from '../src/run-admin.ts'

const BILLING = path.resolve(import.meta.dirname, '../../billing/src/main.ts')
const NOW = new Date()

let nats: TestServer
let database: TestDatabase
let billing: ChildProcess
let bus: Bus

beforeAll(async () => {
  ;[nats, database] = await Promise.all([startTestNats(), createTestDatabase()])
  const env = { ...process.env, NATS_URL: nats.url, DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'warn' }
  billing = spawn(process.execPath, [BILLING], { env, stdio: 'inherit' })
  bus = await connectBus({ url: nats.url, name: 'test', onError: () => undefined })
  await vi.waitUntil(async () => (await admin('accounts', 'list')).code === 0, { timeout: 30_000 })
})
afterAll(async () => {
  await bus.close()
  const exited = once(billing, 'exit')
  billing.kill('SIGKILL')
  await exited
  await Promise.all([nats.stop(), database.drop()])
})

const run = async (env: NodeJS.ProcessEnv, argv: string[]) => {
  const out: string[] = []
  const talk: string[] = []
  const code = await runAdmin(argv, {
    env,
    print: (text) => out.push(text),
    talk: (text) => talk.push(text),
    now: () => NOW,
  })
  return { code, out: out.join('\n'), talk: talk.join('\n') }
}

const admin = (...argv: string[]) => run({ GPTGET_NATS_URL: nats.url }, argv)

const adminJson = async (...argv: string[]) => {
  const { code, out, talk } = await admin(...argv, '--json')
  expect({ code, talk }).toEqual({ code: 0, talk: '' })
  return JSON.parse(out)
}

const openAccount = () => adminJson('accounts', 'create', '--name', 'acme', '--credits', '1.00')

describe('accounts', () => {
  it('creates an account and shows its first key once', async () => {
    const account = await openAccount()
    expect(account).toEqual({
      account_id: expect.stringMatching(/^acct_/),
      name: 'acme',
      credits: 1,
      credits_nano_usd: '1000000000',
      key_id: expect.stringMatching(/^key_/),
      api_key: expect.stringMatching(/^sk-getgpt-[\w-]{43}$/),
    })
    const { accounts } = await adminJson('accounts', 'list')
    expect(accounts).toContainEqual({
      account_id: account.account_id,
      name: 'acme',
      created_at: expect.any(String),
      available: 1,
      available_nano_usd: '1000000000',
      state: 'active',
      leased: 0,
      leased_nano_usd: '0',
      held: 0,
      held_nano_usd: '0',
    })
  })

  it('prints the key to stdout and the advice to stderr', async () => {
    const { code, out, talk } = await admin('accounts', 'create', '--name', 'plain')
    expect(code).toBe(0)
    expect(out).toMatch(/^api key {2}sk-getgpt-/m)
    expect(talk).toContain('not shown again')
    expect((await admin('accounts', 'list')).out).toMatch(/acct_\S+ {2}plain {2,}0\.00/)
  })
})

describe("an account's limits", () => {
  it('sets limits one by one, shows them with the spending, and removes them', async () => {
    const { account_id: account } = await openAccount()
    const none = {
      account_id: account,
      rpm: null,
      tpm: null,
      credit_per_day: null,
      credit_per_day_nano_usd: null,
      credit_per_month: null,
      credit_per_month_nano_usd: null,
      used_today: 0,
      used_today_nano_usd: '0',
      used_this_month: 0,
      used_this_month_nano_usd: '0',
    }
    expect(await adminJson('accounts', 'limits', 'show', account)).toEqual(none)
    await adminJson('accounts', 'limits', 'set', account, '--rpm', '600', '--credit-per-day', '50')
    const set = await adminJson('accounts', 'limits', 'set', account, '--rpm', 'none', '--tpm', '1000')
    expect(set).toMatchObject({ rpm: null, tpm: 1000, credit_per_day: 50, credit_per_month: null })
    expect((await admin('accounts', 'limits', 'show', account)).out).toContain('1000 tokens/min, $50.00/day')
    expect((await admin('accounts', 'limits', 'set', account)).code).toBe(2)
    expect(await adminJson('accounts', 'limits', 'remove', account)).toEqual(none)
    expect((await admin('accounts', 'limits', 'show', 'acct_x')).talk).toContain('no account "acct_x"')
  })
})

describe('exports', () => {
  it('prints every ledger entry and the activity of an account, as CSV and as lines of JSON', async () => {
    const { account_id: account } = await openAccount()
    await admin('credits', 'grant', '--account', account, '--amount', '2', '--reason', 'a "b", c')
    const csv = (await admin('ledger', 'list', '--account', account)).out.split('\r\n')
    expect(csv[0]).toMatch(/^id,kind,created_at,generation_id,price_version,reason,amount_usd/)
    expect(csv[2]).toContain(',"a ""b"", c",2.00,2000000000,')
    const lines = (await admin('ledger', 'list', '--account', account, '--json')).out.split('\n')
    expect(lines.map((line) => JSON.parse(line).amount_nano_usd)).toEqual(['1000000000', '2000000000'])
    expect((await admin('activity', '--account', account)).out).toMatch(/^date,key_id,key_name,model,is_byok/)
    expect((await admin('byok', 'list', '--account', account, '--json')).out).toBe('{"keys":[]}')
  })
})

describe('holds', () => {
  it('lists holds with their remaining credit, and releases them', async () => {
    const { account_id: accountId, key_id: keyId } = await openAccount()
    const asked = { subject: 'task_1', accountId, keyId, owner: 'tasks-worker', amountNanoUsd: 400_000_000n }
    await bus.call(openHold, asked)
    const held = {
      subject: 'task_1',
      account_id: accountId,
      owner: 'tasks-worker',
      status: 'open',
      remaining: 0.4,
      remaining_nano_usd: '400000000',
    }
    expect((await adminJson('holds', 'list', '--account', accountId)).holds).toMatchObject([held])
    expect((await admin('holds', 'list', '--account', accountId)).out).toMatch(/task_1 .*tasks-worker +open/)
    expect((await adminJson('holds', 'list', '--left-behind')).holds).toEqual([])
    expect((await adminJson('holds', 'list', '--owner', 'computers')).holds).toEqual([])
    expect((await admin('holds', 'release', 'task_1')).out).toContain('released  $0.40')
    expect((await adminJson('holds', 'list', '--account', accountId)).holds).toEqual([])
    expect((await adminJson('holds', 'list', '--account', accountId, '--all')).holds).toMatchObject([
      { subject: 'task_1', status: 'released', remaining: 0, released: 0.4 },
    ])
    expect((await admin('holds', 'release', 'task_x')).talk).toContain('no hold "task_x"')
  })
})

describe('keys', () => {
  it('creates a key with every restriction, lists it and revokes it', async () => {
    const { account_id: account } = await openAccount()
    const restrictions = ['--rpm', '60', '--tpm', '1000', '--credit-limit', '0.5', '--expires', '30d'].concat(
      ['--credit-per-day', '0.1', '--credit-per-month', '0.3'],
    )
    const models = ['--models', 'openai/gpt-4o,local/x']
    const options = ['--account', account, '--name', 'ci', ...restrictions, ...models]
    const { out, talk } = await admin('keys', 'create', ...options, '--json')
    expect(talk).toContain('no router is running')
    const created = JSON.parse(out)
    const key = {
      key_id: created.key_id,
      account_id: account,
      name: 'ci',
      label: expect.stringContaining('…'),
      models: ['openai/gpt-4o', 'local/x'],
      rpm: 60,
      tpm: 1000,
      credit_per_day: 0.1,
      credit_per_day_nano_usd: '100000000',
      credit_per_month: 0.3,
      credit_per_month_nano_usd: '300000000',
      credit_limit: 0.5,
      credit_limit_nano_usd: '500000000',
      expires_at: new Date(NOW.getTime() + 30 * 86_400_000).toISOString(),
      rights: [],
      disabled: false,
      revoked_at: null,
      created_at: expect.any(String),
    }
    expect(created).toEqual({ ...key, api_key: expect.stringMatching(/^sk-getgpt-/) })
    const { keys } = await adminJson('keys', 'list', '--account', account)
    expect(keys).toHaveLength(2)
    expect(keys).toContainEqual({ ...key, used: 0, used_nano_usd: '0' })
    const revoked = await adminJson('keys', 'revoke', '--account', account, '--key', created.key_id)
    expect(revoked).toEqual({ ...key, revoked_at: expect.any(String) })
    expect((await admin('keys', 'revoke', created.key_id, '--account', account)).code).toBe(0)
    expect((await admin('keys', 'list', '--account', account)).out).toMatch(/ci .*revoked 20/)
  })

  it('creates a management key and marks it in the list', async () => {
    const { account_id: account } = await openAccount()
    const created = await adminJson('keys', 'create', '--account', account, '--name', 'boss', '--manage')
    expect(created.rights).toEqual(['keys:manage'])
    expect((await admin('keys', 'list', '--account', account)).out).toMatch(/boss .*keys:manage/)
  })

  it('changes only the given settings of a key', async () => {
    const { account_id: account } = await openAccount()
    const of = ['--account', account]
    const created = await adminJson('keys', 'create', ...of, '--rpm', '60', '--expires', '30d')
    const { api_key: _once, ...before } = created
    const updated = await adminJson('keys', 'update', created.key_id, ...of, '--rpm', 'none', '--tpm', '9')
    expect(updated).toEqual({ ...before, rpm: null, tpm: 9 })
    expect((await admin('keys', 'update', created.key_id, ...of)).code).toBe(2)
    expect((await admin('keys', 'update', 'key_x', ...of, '--rpm', '1')).talk).toMatch(/has no key "key_x"/)
  })

  it('says what is wrong and what to do', async () => {
    const { account_id: account } = await openAccount()
    expect(await admin('keys', 'list', '--account', 'acct_nobody')).toEqual({
      code: 1,
      out: '',
      talk: 'error: There is no account "acct_nobody".',
    })
    expect(await admin('keys', 'revoke', '--account', account)).toMatchObject({
      code: 2,
      talk: expect.stringContaining('--key'),
    })
    expect(await admin('keys', 'create')).toMatchObject({
      code: 2,
      talk: expect.stringContaining('--account'),
    })
    expect(await admin('keys', 'create', '--account', account, '--rpm', 'many')).toMatchObject({ code: 2 })
  })
})

describe('credits and ledger', () => {
  it('grants credit and verifies the ledger', async () => {
    const { account_id: account } = await openAccount()
    const granted = await adminJson(
      'credits',
      'grant',
      '--account',
      account,
      '--amount',
      '2.5',
      '--reason',
      'invoice 7',
    )
    expect(granted).toMatchObject({
      account_id: account,
      amount: 2.5,
      available: 3.5,
      available_nano_usd: '3500000000',
    })
    const verified = await adminJson('ledger', 'verify')
    expect(verified.is_passed).toBe(true)
    expect(verified.checks.length).toBeGreaterThan(7)
    const { code, out } = await admin('ledger', 'verify')
    expect(code).toBe(0)
    expect(out.split('\n').every((line) => /^(ok|note) /.test(line))).toBe(true)
  })

  it('refuses an amount that is too large for the ledger', async () => {
    const { account_id: account } = await openAccount()
    const absurd = await admin(
      'credits',
      'grant',
      '--account',
      account,
      '--amount',
      '99999999999999',
      '--reason',
      'x',
    )
    expect(absurd).toMatchObject({ code: 1, talk: expect.stringContaining('out of range') })
    expect(
      (await admin('credits', 'grant', '--account', account, '--amount', '-1', '--reason', 'x')).code,
    ).toBe(2)
  })

  it('exits with 1 and shows the violation when the ledger is wrong', async () => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const tamper = (sign: string) =>
      client.query(`update billing.ledger_transactions
        set wallet_amount = wallet_amount ${sign} 1, grants_amount = grants_amount - (0 ${sign} 1) where kind = 'grant'`)
    await tamper('+')
    const { code, out, talk } = await admin('ledger', 'verify')
    await tamper('-')
    await client.end()
    expect(code).toBe(1)
    expect(out).toMatch(/^FAIL {2}every wallet has the sum of its ledger entries .*\n {8}acct_/m)
    expect(talk).toContain('not consistent')
  })
})

describe('credits adjust', () => {
  it('takes back only unspent credit, and the ledger stays consistent', async () => {
    const { account_id: account } = await openAccount()
    const adjust = (amount: string, ...more: string[]) =>
      admin(
        'credits',
        'adjust',
        '--account',
        account,
        '--amount',
        amount,
        '--reason',
        'granted twice',
        ...more,
      )
    const taken = await adjust('-0.25', '--json')
    expect(JSON.parse(taken.out)).toMatchObject({ amount: -0.25, available: 0.75 })
    const tooMuch = await adjust('-0.76')
    expect([tooMuch.code, tooMuch.talk]).toEqual([
      1,
      expect.stringContaining('At most $0.75 can be taken back: the rest is spent or in use.'),
    ])
    expect((await adjust('0.5')).out).toContain('available  $1.25')
    expect((await adjust('0')).code).toBe(2)
    const { out } = await admin('ledger', 'list', '--account', account)
    expect(out).toMatch(/granted twice.*-0\.25|-0\.25.*granted twice/)
    expect((await admin('ledger', 'verify')).code).toBe(0)
  })

  it('does not take back credit that is leased to an edge', async () => {
    const { account_id: accountId } = await openAccount()
    const lease = { accountId, keyId: null, holder: 'edge-1', wantNanoUsd: 600_000_000n }
    const { lease: taken } = await bus.call(takeLease, lease)
    const { code, talk } = await admin(
      'credits',
      'adjust',
      '--account',
      accountId,
      '--amount',
      '-1',
      '--reason',
      'x',
    )
    const left = 1_000_000_000n - taken!.grantedNanoUsd
    expect([code, talk]).toEqual([
      1,
      expect.stringContaining(`At most $${formatUsd(left)} can be taken back`),
    ])
    expect(talk).toContain(`$${formatUsd(taken!.grantedNanoUsd)} more is leased`)
  })
})

describe('accounts suspend, resume, close', () => {
  it('changes how edges treat the keys of the account, and cannot reopen a closed account', async () => {
    const { account_id: account, api_key: apiKey } = await openAccount()
    const stateOfKey = async () =>
      (await bus.call(resolveKey, { hash: hashApiKey(apiKey) })).key?.accountState
    expect(await stateOfKey()).toBe('active')
    expect(await adminJson('accounts', 'suspend', account)).toEqual({
      account_id: account,
      state: 'suspended',
    })
    expect(await stateOfKey()).toBe('suspended')
    await adminJson('accounts', 'resume', account)
    expect(await stateOfKey()).toBe('active')
    await adminJson('accounts', 'close', account)
    const resumed = await admin('accounts', 'resume', account)
    expect([resumed.code, resumed.talk]).toEqual([1, expect.stringContaining('is closed')])
    const { accounts } = await adminJson('accounts', 'list')
    expect(accounts).toContainEqual(expect.objectContaining({ account_id: account, state: 'closed' }))
    expect((await admin('accounts', 'suspend', 'acct_none')).code).toBe(1)
  })
})

const find = async (prefix: string) =>
  (await adminJson('keys', 'list', '--prefix', prefix)).keys as { key_id: string; account_id: string }[]

describe('keys list --prefix', () => {
  it('finds keys of all accounts by a prefix of the key or its id', async () => {
    const [one, other] = [await openAccount(), await openAccount()]
    for (const { account_id, key_id, api_key } of [one, other]) {
      for (const prefix of [key_id, api_key.slice(0, 12), api_key.slice(0, 20)])
        expect(await find(prefix)).toContainEqual(expect.objectContaining({ account_id, key_id }))
    }
    expect(await find('sk-getgpt-')).toEqual(
      expect.arrayContaining([expect.objectContaining({ key_id: one.key_id })]),
    )
    expect(await find('key_%')).toEqual([])
    expect((await admin('keys', 'list')).code).toBe(2)
  })
})

describe('config reload', () => {
  it('reports that no router is running', async () => {
    expect(await admin('config', 'reload')).toMatchObject({
      code: 1,
      talk: expect.stringContaining('not running'),
    })
  })

  it('prints the version that routers announce, and exits with 1 and their reason if they refuse the file', async () => {
    await withRouter(async (router) => {
      router.on(catalogReload, () => router.emit(catalogReloaded, { version: 'v2', refusal: null }))
      await router.flush()
      expect(await adminJson('config', 'reload')).toEqual({
        version: 'v2',
        is_changed: true,
        routers: 1,
        refusal: null,
      })
      router.on(catalogReload, () =>
        router.emit(catalogReloaded, { version: 'v1', refusal: 'line 3: models: no such field' }),
      )
      await router.flush()
      const refused = await admin('config', 'reload')
      expect([refused.code, refused.talk]).toEqual([
        1,
        expect.stringContaining('line 3: models: no such field'),
      ])
    })
  })
})

describe('the models of a key', () => {
  it('refuses models that do not exist, and suggests similar ones', async () => {
    const { account_id } = await openAccount()
    const create = (models: string) => admin('keys', 'create', '--account', account_id, '--models', models)
    await withRouter(async () => {
      const refused = await create('nosuch/model,openai/gpt-5')
      expect([refused.code, refused.out]).toEqual([2, ''])
      expect(refused.talk).toContain('There is no model "nosuch/model".\n')
      expect(refused.talk).toContain('There is no model "openai/gpt-5". Did you mean openai/gpt-4?')
      expect((await create('openai/gpt-4')).code).toBe(0)
    })
  })
})

/** A router with one model. */
const withRouter = async (work: (router: Bus) => Promise<void>): Promise<void> => {
  const router = await connectBus({ url: nats.url, name: 'router', onError: () => undefined })
  router.serve(readCatalog, () => ({ version: 'v1', models: [MODEL] }))
  await router.flush()
  await work(router)
  await router.close()
}

const MODEL: CatalogModel = {
  id: 'openai/gpt-4',
  name: 'GPT-4',
  description: null,
  ownedBy: 'openai',
  createdAtSeconds: 0,
  contextTokens: 8_192,
  maxOutputTokens: null,
  inputModalities: ['text'],
  outputModalities: ['text'],
  supportedParameters: [],
  price: { input: 1n, output: 2n },
  isAvailable: true,
  retiresAt: null,
}

describe('every command', () => {
  const program = createProgram({ env: {}, print: () => {}, talk: () => {}, now: () => NOW })
  const leavesOf = (command: Command, words: string[] = []): { words: string[]; command: Command }[] =>
    command.commands.length === 0
      ? [{ words, command }]
      : command.commands.flatMap((child) => leavesOf(child, [...words, child.name()]))
  const groupsOf = (command: Command, words: string[] = []): string[][] => [
    words,
    ...command.commands.flatMap((child) => groupsOf(child, [...words, child.name()])),
  ]

  it.each(groupsOf(program))('prints its help: %s %s %s', async (...words) => {
    const { code, out, talk } = await run({}, [...words, '--help'])
    expect({ code, talk }).toEqual({ code: 0, talk: '' })
    expect(out).toContain('Usage: npm run admin --')
  })

  it.each(leavesOf(program))('has --json: $words', ({ command }) => {
    expect(command.options.map(({ long }) => long)).toContain('--json')
  })
})

describe('finding the platform', () => {
  it('reads the data directory of `npm start`, or explains how to start a platform', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'admin-'))
    const list = () =>
      run({ GPTGET_DATA_DIR: path.basename(directory), INIT_CWD: path.dirname(directory) }, [
        'accounts',
        'list',
      ])
    expect(await list()).toMatchObject({ code: 1, talk: expect.stringMatching(/No platform .*npm start/) })
    await writeFile(path.join(directory, 'platform.json'), '{"nats')
    expect(await list()).toMatchObject({ code: 1, talk: expect.stringContaining('damaged') })
    await writeFile(path.join(directory, 'platform.json'), JSON.stringify({ nats_url: nats.url, pid: 1 }))
    expect((await list()).code).toBe(0)
    await rm(directory, { recursive: true })
  })

  it('does not print the password of a platform that is not running', async () => {
    const { code, talk } = await run({ GPTGET_NATS_URL: 'nats://user:secret@127.0.0.1:1' }, [
      'accounts',
      'list',
    ])
    expect(code).toBe(1)
    expect(talk).toMatch(/npm start/)
    expect(talk).not.toContain('secret')
  })
})
