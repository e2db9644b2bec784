import type { Generated } from 'kysely'

/** All amounts in nano-USD. `amount - captured - released` is still reserved. */
export type HoldRow = {
  subject: string
  account_id: string
  key_id: string
  owner: string
  /** The total that was ever reserved. */
  amount: bigint
  captured: Generated<bigint>
  released: Generated<bigint>
  status: Generated<'open' | 'released'>
  expires_at: Date
  created_at: Date
}

export type HoldStepKind = 'open' | 'extend' | 'capture' | 'release'

/**
 * A change of a hold. `amount`: reserved, released, or the cost of the charge, of which `from_hold` came from the hold.
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
