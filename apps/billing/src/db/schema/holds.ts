import type { Generated } from 'kysely'

/** All amounts in nano-USD. `amount - captured - released` is still set aside. */
export type HoldRow = {
  subject: string
  account_id: string
  key_id: string
  owner: string
  /** All that was ever set aside. */
  amount: bigint
  captured: Generated<bigint>
  released: Generated<bigint>
  status: Generated<'open' | 'released'>
  expires_at: Date
  created_at: Date
}

export type HoldStepKind = 'open' | 'extend' | 'capture' | 'release'

/**
 * What was done to a hold. `amount`: set aside, given back, or what the charge cost, `from_hold` of it from the hold.
 */
export type HoldStepRow = {
  subject: string
  step: string
  kind: HoldStepKind
  amount: bigint
  from_hold: Generated<bigint>
  created_at: Date
}

export type HoldTables = { holds: HoldRow; hold_steps: HoldStepRow }
