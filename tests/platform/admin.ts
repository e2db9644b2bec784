import { BusError, type Bus } from '@gptget/bus'
import {
  createAccount,
  createKey,
  grantCredits,
  readCredits,
  readGeneration,
  revokeKey,
  setAccountLimits,
  verifyLedger,
  type UsageEvent,
} from '@gptget/contracts'
import { parseUsd } from '@gptget/money'

export type Account = { accountId: string; keyId: string; apiKey: string }

export type KeyLimits = {
  allowedModels?: string[]
  requestsPerMinute?: number
  tokensPerMinute?: number
  creditLimitUsd?: string
  creditLimitPerDayUsd?: string
  expiresAt?: string
}

/** null removes a limit. */
export type AccountLimits = { requestsPerMinute?: number | null; creditLimitPerMonthUsd?: string | null }

/** The operator's commands, over the bus. Inputs are US dollars as text, outputs nano-USD. */
export type Admin = {
  createAccount(options?: { creditsUsd?: string; name?: string }): Promise<Account>
  createKey(accountId: string, limits?: KeyLimits): Promise<{ keyId: string; apiKey: string }>
  /** Creates a key that manages the account's keys. */
  createManagementKey(accountId: string): Promise<{ keyId: string; apiKey: string }>
  limitAccount(accountId: string, limits: AccountLimits): Promise<void>
  revokeKey(accountId: string, keyId: string): Promise<void>
  grant(accountId: string, amountUsd: string): Promise<void>
  credits(accountId: string): Promise<Credits>
  generation(accountId: string, generationId: string): Promise<UsageEvent | null>
  /** Returns every breach of the ledger's invariants; empty if it adds up. */
  findBreaches(): Promise<string[]>
}

export type Credits = {
  totalCreditsNanoUsd: bigint
  totalUsageNanoUsd: bigint
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
}

export const createAdmin = (bus: Bus): Admin => ({
  createAccount: async ({ creditsUsd = '100.00', name = 'test' } = {}) => {
    const { accountId, key, apiKey } = await whenServed(() =>
      bus.call(createAccount, { name, creditsNanoUsd: parseUsd(creditsUsd) }),
    )
    return { accountId, keyId: key.keyId, apiKey }
  },
  createKey: async (accountId, { creditLimitUsd, creditLimitPerDayUsd, ...limits } = {}) => {
    const { key, apiKey } = await bus.call(createKey, {
      accountId,
      ...limits,
      creditLimitNanoUsd: parseLimit(creditLimitUsd),
      creditLimitPerDayNanoUsd: parseLimit(creditLimitPerDayUsd),
    })
    return { keyId: key.keyId, apiKey }
  },
  createManagementKey: async (accountId) => {
    const { key, apiKey } = await bus.call(createKey, { accountId, rights: ['keys:manage'] })
    return { keyId: key.keyId, apiKey }
  },
  limitAccount: async (accountId, { creditLimitPerMonthUsd, ...limits }) => {
    const creditLimitPerMonthNanoUsd = parseLimit(creditLimitPerMonthUsd)
    await bus.call(setAccountLimits, { accountId, ...limits, creditLimitPerMonthNanoUsd })
  },
  revokeKey: async (accountId, keyId) => {
    await bus.call(revokeKey, { accountId, keyId })
  },
  grant: async (accountId, amountUsd) => {
    await bus.call(grantCredits, { accountId, amountNanoUsd: parseUsd(amountUsd), reason: 'test' })
  },
  credits: (accountId) => bus.call(readCredits, { accountId }),
  generation: async (accountId, generationId) =>
    (await bus.call(readGeneration, { accountId, generationId })).generation,
  findBreaches: async () => {
    const { checks } = await bus.call(verifyLedger, {}, { timeoutMs: 20_000 })
    return checks.flatMap((check) => check.breaches.map((breach) => `${check.name}: ${breach}`))
  },
})

const parseLimit = (amountUsd: string | null | undefined): bigint | null | undefined =>
  typeof amountUsd === 'string' ? parseUsd(amountUsd) : amountUsd

const START_PATIENCE_MS = 60_000

/** Billing may still be starting. */
const whenServed = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  const deadlineMs = performance.now() + START_PATIENCE_MS
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isNotServed = error instanceof BusError && error.code === 'unavailable'
      if (!isNotServed || performance.now() > deadlineMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
