import type { Actor } from '@gptget/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setAccountLimits } from '../src/accounts/account-limits.ts'
import { setAccountState } from '../src/accounts/account-state.ts'
import { createAccount } from '../src/accounts/create-account.ts'
import { listAudit } from '../src/audit/list-audit.ts'
import type { UsageContext } from '../src/context.ts'
import { createKey } from '../src/keys/create-key.ts'
import { resolveKey } from '../src/keys/resolve-key.ts'
import { revokeKey } from '../src/keys/revoke-key.ts'
import { rotateKey } from '../src/keys/rotate-key.ts'
import { updateKey } from '../src/keys/update-key.ts'
import { grantCredits } from '../src/ledger/grant-credits.ts'
import { takeBackCredits } from '../src/ledger/take-back-credits.ts'
import { openBilling, readWallet, type TestBilling } from './open-billing.ts'

const WORKER: Actor = { kind: 'service', id: 'tasks-worker' }
const OPERATOR: Actor = { kind: 'operator', id: 'admin' }

let billing: TestBilling
beforeAll(async () => {
  billing = await openBilling()
})
afterAll(() => billing.close())

type Subject = { accountId: string; keyId: string; actor?: Actor }
type Verb = {
  action: string
  run: (context: UsageContext, subject: Subject) => Promise<unknown>
  details: object
}

const VERBS: Verb[] = [
  {
    action: 'key.created',
    run: (context, { keyId: _keyId, ...of }) =>
      createKey(context, { ...of, name: 'ci', creditLimitNanoUsd: 5n }),
    details: { name: 'ci', creditLimitNanoUsd: '5' },
  },
  {
    action: 'key.updated',
    run: (context, of) => updateKey(context, { ...of, requestsPerMinute: 3 }),
    details: { requestsPerMinute: 3 },
  },
  {
    action: 'key.rotated',
    run: (context, of) => rotateKey(context, { ...of, overlapSeconds: 60 }),
    details: { overlapSeconds: 60 },
  },
  { action: 'key.revoked', run: revokeKey, details: {} },
  {
    action: 'account.limits_changed',
    run: (context, { keyId: _keyId, ...of }) => setAccountLimits(context, { ...of, tokensPerMinute: null }),
    details: { tokensPerMinute: null },
  },
  {
    action: 'account.suspended',
    run: (context, of) => setAccountState(context, { ...of, state: 'suspended' }),
    details: {},
  },
  {
    action: 'account.closed',
    run: (context, of) => setAccountState(context, { ...of, state: 'closed' }),
    details: {},
  },
  {
    action: 'credits.granted',
    run: (context, of) => grantCredits(context, { ...of, amountNanoUsd: 7n, reason: 'gift' }),
    details: { amountNanoUsd: '7', reason: 'gift' },
  },
  {
    action: 'credits.taken_back',
    run: (context, of) => takeBackCredits(context, { ...of, amountNanoUsd: -7n, reason: 'error' }),
    details: { amountNanoUsd: '-7', reason: 'error' },
  },
]

const entriesOf = async (accountId: string) =>
  (await listAudit(billing.context, { accountId, limit: 100 })).entries

/** Writing an audit row fails, as when its id is already taken. */
const withBrokenAudit = async (): Promise<UsageContext> => {
  const taken = await billing.context.db.selectFrom('audit').select('id').limit(1).executeTakeFirstOrThrow()
  const createId = (prefix: string) => (prefix === 'audit' ? taken.id : billing.context.createId(prefix))
  return { ...billing.context, createId }
}

describe('a change of an account or a key', () => {
  it.each(VERBS.map((verb) => [verb.action, verb] as const))(
    '%s is recorded once, with its actor',
    async (action, { run, details }) => {
      for (const actor of [undefined, WORKER]) {
        const opened = await billing.openAccount(100n)
        await run(billing.context, { ...opened, ...(actor ? { actor } : {}) })
        const [newest, ...before] = await entriesOf(opened.accountId)
        expect(newest).toMatchObject({ action, details, actor: actor ?? OPERATOR })
        expect(before.map((entry) => entry.action)).toEqual(['account.created'])
      }
    },
  )

  it.each(VERBS.map((verb) => [verb.action, verb] as const))(
    '%s is not made if it cannot be recorded',
    async (_, { run }) => {
      const opened = await billing.openAccount(100n)
      const stateOf = async () => ({
        wallet: await readWallet(billing.context, opened.accountId),
        account: await billing.context.db
          .selectFrom('accounts')
          .selectAll()
          .where('account_id', '=', opened.accountId)
          .execute(),
        keys: await billing.context.db
          .selectFrom('api_keys')
          .selectAll()
          .where('account_id', '=', opened.accountId)
          .execute(),
        secrets: await billing.context.db
          .selectFrom('earlier_secrets')
          .selectAll()
          .where('key_id', '=', opened.keyId)
          .execute(),
      })
      const before = await stateOf()
      await expect(run(await withBrokenAudit(), opened)).rejects.toThrow(/audit_id_key/)
      expect(await stateOf()).toEqual(before)
    },
  )

  it('does not open an account if that cannot be recorded', async () => {
    await billing.openAccount(0n)
    const input = { name: 'unwritten', creditsNanoUsd: 1n }
    await expect(createAccount(await withBrokenAudit(), input)).rejects.toThrow(/audit_id_key/)
    const accounts = await billing.context.db
      .selectFrom('accounts')
      .select('name')
      .where('name', '=', 'unwritten')
      .execute()
    expect(accounts).toEqual([])
  })

  it('may contain any text that a name or a reason may contain', async () => {
    const { accountId } = await billing.openAccount(0n)
    await grantCredits(billing.context, { accountId, amountNanoUsd: 1n, reason: 'half \ud800 "quoted" \\' })
    expect((await entriesOf(accountId))[0]?.details).toMatchObject({ reason: 'half \ud800 "quoted" \\' })
  })

  it('that changes nothing writes no audit row', async () => {
    const opened = await billing.openAccount(0n)
    await revokeKey(billing.context, opened)
    await revokeKey(billing.context, opened)
    await setAccountState(billing.context, { ...opened, state: 'active' })
    await setAccountLimits(billing.context, { accountId: opened.accountId })
    expect((await entriesOf(opened.accountId)).map(({ action }) => action)).toEqual([
      'key.revoked',
      'account.created',
    ])
  })

  it('is listed page by page, and never for another account', async () => {
    const { accountId, keyId } = await billing.openAccount(0n)
    for (const requestsPerMinute of [1, 2, 3])
      await updateKey(billing.context, { accountId, keyId, requestsPerMinute })
    const all = await entriesOf(accountId)
    const first = await listAudit(billing.context, { accountId, limit: 3 })
    const rest = await listAudit(billing.context, { accountId, limit: 3, after: first.entries[2]!.auditId })
    expect([first.hasMore, rest.hasMore]).toEqual([true, false])
    expect([...first.entries, ...rest.entries]).toEqual(all)
    const other = await billing.openAccount(0n)
    await expect(
      listAudit(billing.context, { accountId: other.accountId, limit: 3, after: all[0]!.auditId }),
    ).rejects.toThrow(/no audit entry/)
  })
})

const byKey = ({ key }: { key: { keyId: string } }): Actor => ({ kind: 'key', id: key.keyId })

describe('a key as an actor', () => {
  const actors: [string, (context: UsageContext, accountId: string) => Promise<Actor>][] = [
    ['without the right', async (context, accountId) => byKey(await createKey(context, { accountId }))],
    [
      'of another account',
      async (context) => {
        const { accountId } = await billing.openAccount(0n)
        return byKey(await createKey(context, { accountId, rights: ['keys:manage'] }))
      },
    ],
    [
      'that is revoked',
      async (context, accountId) => {
        const created = await createKey(context, { accountId, rights: ['keys:manage'] })
        return byKey(await revokeKey(context, { accountId, keyId: created.key.keyId }))
      },
    ],
    [
      'that is disabled',
      async (context, accountId) => {
        const created = await createKey(context, { accountId, rights: ['keys:manage'] })
        return byKey(await updateKey(context, { accountId, keyId: created.key.keyId, isDisabled: true }))
      },
    ],
    [
      'that has expired',
      async (context, accountId) => {
        const expiresAt = '2020-01-01T00:00:00.000Z'
        return byKey(await createKey(context, { accountId, rights: ['keys:manage'], expiresAt }))
      },
    ],
  ]
  it.each(actors)('%s changes no key', async (_, makeActor) => {
    const { accountId, keyId } = await billing.openAccount(0n)
    const actor = await makeActor(billing.context, accountId)
    for (const { run } of VERBS.filter((verb) => verb.action.startsWith('key.')))
      await expect(run(billing.context, { accountId, keyId, actor })).rejects.toMatchObject({
        code: 'permission_denied',
      })
  })

  it('creates no key with rights', async () => {
    const { accountId } = await billing.openAccount(0n)
    const actor = byKey(await createKey(billing.context, { accountId, rights: ['keys:manage'] }))
    await expect(
      createKey(billing.context, { accountId, actor, rights: ['keys:manage'] }),
    ).rejects.toMatchObject({ code: 'permission_denied' })
  })
})

describe('an account', () => {
  it('has at most 1,000 keys that are not revoked, however many are created at once', async () => {
    const { accountId, keyId } = await billing.openAccount(0n)
    await sql`
      insert into api_keys (key_id, account_id, name, label, hash, created_at)
      select ${accountId}::text || number, ${accountId}::text, 'many', 'many', ${accountId}::text || number, now()
      from generate_series(1, 998) as number`.execute(billing.context.db)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => createKey(billing.context, { accountId })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await revokeKey(billing.context, { accountId, keyId })
    await createKey(billing.context, { accountId })
    await expect(createKey(billing.context, { accountId })).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('a rotated key', () => {
  it('is found by its old secret until the overlap ends, with at most ten secrets at once', async () => {
    const { accountId, keyId } = await billing.openAccount(0n)
    const { hashes } = await rotateKey(billing.context, { accountId, keyId, overlapSeconds: 60 })
    const old = await resolveKey(billing.context, { hash: hashes[1]! })
    expect(old.key).toMatchObject({ keyId })
    expect(Date.parse(old.key!.expiresAt!) - Date.now()).toBeGreaterThan(50_000)
    expect((await resolveKey(billing.context, { hash: hashes[0]! })).key).toMatchObject({
      keyId,
      expiresAt: null,
    })
    for (let count = 1; count < 10; count += 1)
      await rotateKey(billing.context, { accountId, keyId, overlapSeconds: 60 })
    await expect(rotateKey(billing.context, { accountId, keyId, overlapSeconds: 60 })).rejects.toMatchObject({
      code: 'conflict',
    })
    billing.advance(61_000)
    await rotateKey(billing.context, { accountId, keyId, overlapSeconds: 0 })
    expect((await resolveKey(billing.context, { hash: hashes[1]! })).key).toBeNull()
  })

  it('has no working secret once it is revoked', async () => {
    const { accountId, keyId } = await billing.openAccount(0n)
    const { hashes } = await rotateKey(billing.context, { accountId, keyId, overlapSeconds: 60 })
    const revoked = await revokeKey(billing.context, { accountId, keyId })
    expect(revoked.hashes.toSorted()).toEqual(hashes.toSorted())
    for (const hash of hashes)
      expect((await resolveKey(billing.context, { hash })).key?.revokedAt).toEqual(expect.any(String))
    await expect(rotateKey(billing.context, { accountId, keyId, overlapSeconds: 0 })).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})
