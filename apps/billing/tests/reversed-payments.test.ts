import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCredits } from '../src/ledger/read-credits.ts'
import { settleUsage } from '../src/ledger/settle-usage.ts'
import { collectDebts } from '../src/payments/collect-debts.ts'
import { creditPayment } from '../src/payments/credit-payment.ts'
import { listPayments } from '../src/payments/list-payments.ts'
import { reversePayment } from '../src/payments/reverse-payment.ts'
import { grantCredits } from '../src/ledger/grant-credits.ts'
import { findBreaches, openBilling, usageOf, type TestBilling } from './open-billing.ts'

let billing: TestBilling
beforeAll(async () => {
  billing = await openBilling()
})
afterAll(() => billing.close())

/** An account with one payment of 100, a part of which it has spent. */
const paidAndSpent = async (paymentId: string, spent: bigint): Promise<string> => {
  const { accountId } = await billing.openAccount(0n)
  await creditPayment(billing.context, { paymentId, accountId, amountNanoUsd: 100n, reason: 'paid' })
  if (spent > 0n) await settleUsage(billing.context, [usageOf({ accountId, costNanoUsd: spent })])
  return accountId
}
const available = async (accountId: string): Promise<bigint> =>
  (await readCredits(billing.context, { accountId })).availableNanoUsd
const stateOf = async (accountId: string) => {
  const { payments } = await listPayments(billing.context, { accountId })
  const { reversedNanoUsd, owedNanoUsd } = payments.at(-1)!
  return { available: await available(accountId), reversed: reversedNanoUsd, owed: owedNanoUsd }
}
const refund = (paymentId: string, amountNanoUsd: bigint) =>
  reversePayment(billing.context, { paymentId, reversal: { kind: 'refund', amountNanoUsd } })
const dispute = (paymentId: string, amountNanoUsd: bigint, isClosed = false) =>
  reversePayment(billing.context, { paymentId, reversal: { kind: 'dispute', amountNanoUsd, isClosed } })

it('a refund takes back its credit once, however often and by how many processes it is reported, also in parts', async () => {
  const accountId = await paidAndSpent('pi_parts', 0n)
  await Promise.all(Array.from({ length: 6 }, () => refund('pi_parts', 30n)))
  expect(await stateOf(accountId)).toEqual({ available: 70n, reversed: 30n, owed: 0n })
  await refund('pi_parts', 100n)
  // An older report arrives late.
  await refund('pi_parts', 30n)
  expect(await stateOf(accountId)).toEqual({ available: 0n, reversed: 100n, owed: 0n })
  expect(await findBreaches(billing.context)).toEqual([])
})

it('refunded credit that was already spent is owed and paid first from the next credit, and no balance is negative', async () => {
  const accountId = await paidAndSpent('pi_spent', 80n)
  await refund('pi_spent', 100n)
  expect(await stateOf(accountId)).toEqual({ available: 0n, reversed: 100n, owed: 80n })
  await grantCredits(billing.context, { accountId, amountNanoUsd: 50n, reason: 'a grant' })
  await Promise.all([collectDebts(billing.context), collectDebts(billing.context)])
  expect(await stateOf(accountId)).toEqual({ available: 0n, reversed: 100n, owed: 30n })
  await creditPayment(billing.context, {
    paymentId: 'pi_next',
    accountId,
    amountNanoUsd: 100n,
    reason: 'paid',
  })
  expect(await stateOf(accountId)).toEqual({ available: 70n, reversed: 100n, owed: 0n })
  expect(await findBreaches(billing.context)).toEqual([])
})

it('a dispute takes credit back until it is won, and a late report does not open it again', async () => {
  const accountId = await paidAndSpent('pi_disputed', 10n)
  await dispute('pi_disputed', 100n)
  expect(await stateOf(accountId)).toEqual({ available: 0n, reversed: 100n, owed: 10n })
  await dispute('pi_disputed', 0n, true)
  await dispute('pi_disputed', 100n)
  expect(await stateOf(accountId)).toEqual({ available: 90n, reversed: 0n, owed: 0n })
  expect(await findBreaches(billing.context)).toEqual([])
})

it('a refund of a disputed payment takes back no more than was paid, and an unknown payment is not found', async () => {
  const accountId = await paidAndSpent('pi_both', 0n)
  await dispute('pi_both', 100n)
  await refund('pi_both', 100n)
  expect(await stateOf(accountId)).toEqual({ available: 0n, reversed: 100n, owed: 0n })
  await expect(refund('pi_unknown', 1n)).rejects.toMatchObject({ code: 'not_found' })
})
