import { refusedKeyText } from '@gptget/contracts'
import type { AttemptOutcome } from '../generation/attempt-outcome.ts'
import type { Route } from '../../catalog/catalog.ts'

/** A provider that refuses an account's own key: its owner must know. */
export const tellOfRefusedKey = ({ byokKeyId, provider }: Route, outcome: AttemptOutcome): AttemptOutcome => {
  if (byokKeyId === undefined || outcome.type !== 'failed' || !outcome.fault.isOfOurAccount) return outcome
  const answer = outcome.fault.upstreamStatus ?? outcome.status
  const message = refusedKeyText(provider.name, byokKeyId, answer)
  return { ...outcome, fault: { code: 'provider_key_refused', message, raw: outcome.fault.raw } }
}
