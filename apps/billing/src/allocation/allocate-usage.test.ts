import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usageOf } from '../../tests/open-billing.ts'
import { allocateUsage, chargedNanoUsd } from './allocate-usage.ts'

const ids = fc.constantFrom('a', 'b', 'c')
const amount = fc.bigInt({ min: 0n, max: 1_000n })
const events = fc.array(
  fc
    .record({ accountId: ids, leaseId: fc.option(ids), costNanoUsd: amount })
    .map((fields) => usageOf(fields)),
)

const balances = fc.record({
  wallets: fc.tuple(amount, amount, amount),
  leases: fc.tuple(amount, amount, amount),
})

describe('allocateUsage', () => {
  it('accounts for every cost and never takes more than there is', () => {
    fc.assert(
      fc.property(events, balances, (batch, { wallets, leases }) => {
        const names = ['a', 'b', 'c']
        const charges = allocateUsage(
          batch,
          names.map((accountId, index) => ({
            accountId,
            availableNanoUsd: wallets[index]!,
            leasedNanoUsd: 0n,
            heldNanoUsd: 0n,
          })),
          names.map((id, index) => ({
            leaseId: id,
            accountId: id,
            remainingNanoUsd: leases[index]!,
            grantedAt: new Date(0),
          })),
          new Date(),
        )
        for (const charge of charges)
          expect(chargedNanoUsd(charge) + charge.shortfallNanoUsd).toBe(charge.event.costNanoUsd)
        names.forEach((accountId, index) => {
          const own = charges.filter((charge) => charge.event.accountId === accountId)
          const fromLease = own.reduce((sum, charge) => sum + charge.fromLeaseNanoUsd, 0n)
          const fromAvailable = own.reduce((sum, charge) => sum + charge.fromAvailableNanoUsd, 0n)
          const shortfall = own.reduce((sum, charge) => sum + charge.shortfallNanoUsd, 0n)
          expect(fromLease <= leases[index]! && fromAvailable <= wallets[index]!).toBe(true)
          // Short only once the free credit is gone.
          expect(shortfall === 0n || fromAvailable === wallets[index]!).toBe(true)
        })
      }),
    )
  })
})
