import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Context } from '../src/context.ts'
import { createEndpoint, requireEndpoint, rotateSecret } from '../src/webhooks/endpoints.ts'
import { openSecrets, sealPlainSecrets, webhookKeyRing } from '../src/webhooks/sealed-secrets.ts'
import { openContext } from './open-context.ts'

const ACCOUNT = 'acct_1'
const RECEIVER = { url: 'https://example.com/hook', events: ['*'], description: '' }

let context: Context
let close: () => Promise<void>
beforeAll(async () => {
  ;({ context, close } = await openContext({ now: () => new Date() }))
}, 120_000)
afterAll(() => close())

const rowOf = (id: string) => requireEndpoint(context, ACCOUNT, id)

it('the secret of a webhook is not in the tables, and can be decrypted only in its own row', async () => {
  const { endpoint, secret } = await createEndpoint(context, ACCOUNT, RECEIVER)
  const { secret: second } = await rotateSecret(context, ACCOUNT, endpoint.endpoint_id, 60_000)
  const row = await rowOf(endpoint.endpoint_id)
  for (const each of [secret, second]) expect(JSON.stringify(row)).not.toContain(each.slice('whsec_'.length))
  expect(openSecrets(context, row).map((each) => each.secret)).toEqual([second, secret])
  const { endpoint: other } = await createEndpoint(context, ACCOUNT, RECEIVER)
  expect(() => openSecrets(context, { ...other, secrets: row.secrets })).toThrow(/./)
})

it('an unencrypted row is encrypted when a service starts', async () => {
  const { endpoint } = await createEndpoint(context, ACCOUNT, RECEIVER)
  const { endpoint_id: id } = endpoint
  const plain = [{ secret: 'whsec_b2xk', untilMs: null }]
  const set = { secrets: JSON.stringify(plain) }
  await context.db.updateTable('webhook_endpoints').set(set).where('endpoint_id', '=', id).execute()
  await Promise.all([sealPlainSecrets(context), sealPlainSecrets(context)])
  const row = await rowOf(id)
  expect(row.secrets).toMatch(/^v1\./)
  expect(openSecrets(context, row)).toEqual(plain)
})

it('a secret encrypted with the operator’s older key can be decrypted after a new key is put in front', async () => {
  const { endpoint, secret } = await createEndpoint(context, ACCOUNT, RECEIVER)
  const keyRing = webhookKeyRing(`a-new-secret-that-is-long-enough-for-one ${context.config.secret}`)
  expect(openSecrets({ keyRing }, endpoint)[0]!.secret).toBe(secret)
  const lost = { keyRing: webhookKeyRing('a-new-secret-that-is-long-enough-for-one') }
  expect(() => openSecrets(lost, endpoint)).toThrow(/not among those configured/)
})
