import { type Bus } from '@gptget/bus'
import { createAccount, resolveKey } from '@gptget/contracts'
import { hashApiKey, isApiKeyShaped } from '@gptget/keys'
import { z } from 'zod'
import { QUICKSTART } from '../state-files.ts'
import { readState } from './read-state.ts'

const quickstartFile = z.object({ api_key: z.string(), account_id: z.string() })

const FIRST_CREDIT_NANO_USD = 10_000_000_000n

export type QuickstartAccount = { apiKey: string; accountId: string; isNew: boolean }

/** Returns the account of an earlier start if its key still works, else creates one with $10. */
export const openQuickstartAccount = async (bus: Bus, dataDirectory: string): Promise<QuickstartAccount> => {
  const known = readState(dataDirectory, QUICKSTART, quickstartFile)
  if (known !== null && isApiKeyShaped(known.api_key)) {
    const { key } = await bus.call(resolveKey, { hash: hashApiKey(known.api_key) })
    if (key !== null && key.revokedAt === null) {
      return { apiKey: known.api_key, accountId: known.account_id, isNew: false }
    }
  }
  const account = await bus.call(createAccount, { name: 'quickstart', creditsNanoUsd: FIRST_CREDIT_NANO_USD })
  return { apiKey: account.apiKey, accountId: account.accountId, isNew: true }
}
