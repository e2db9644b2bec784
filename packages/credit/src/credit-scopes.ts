import type { LeaseRefusal } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import type { CreditScopeId } from './credit-scope.ts'
import type { Lease } from './lease.ts'

export type CreditScope = CreditScopeId & {
  lease: Lease | null
  retired: Set<Lease>
  /** Requests that found too little in memory wait in line; the first calls billing. */
  line: Promise<unknown>
  isRefilling: boolean
  refused: { error: PublicError; amountNanoUsd: bigint; atMs: number } | null
}

/** This process's credit of each scope. */
export class CreditScopes {
  readonly #scopes = new Map<string, CreditScope>()

  of({ accountId, keyId }: CreditScopeId): CreditScope {
    const id = keyId === null ? accountId : `${accountId}/${keyId}`
    const known = this.#scopes.get(id)
    if (known) return known
    const scope: CreditScope = {
      accountId,
      keyId,
      lease: null,
      retired: new Set(),
      line: Promise.resolve(),
      isRefilling: false,
      refused: null,
    }
    this.#scopes.set(id, scope)
    return scope
  }

  all(): Iterable<CreditScope> {
    return this.#scopes.values()
  }

  /** What other processes have of a limit, and may return when recalled. */
  heldElsewhere({ accountId, keyId }: CreditScope, { source, leasedNanoUsd }: LeaseRefusal): bigint {
    const isOfKey = source.startsWith('key_')
    let own = 0n
    for (const scope of this.all()) {
      if (scope.accountId !== accountId || (isOfKey && scope.keyId !== keyId)) continue
      for (const lease of leasesOf(scope)) own += lease.heldNanoUsd
    }
    return leasedNanoUsd > own ? leasedNanoUsd - own : 0n
  }
}

export const leasesOf = (scope: CreditScope): Lease[] =>
  scope.lease ? [scope.lease, ...scope.retired] : [...scope.retired]
