import type { Loss } from './losses.ts'

/** The losses of fields that a provider does not have, by the caller's names. */
export const dropped = (params: readonly string[]): Loss[] =>
  params.map((param) => ({ param, action: 'dropped', reason: 'the provider has no word for it' }))
