import { readByokSealingKey, storeByokKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Catalog } from '../catalog/catalog.ts'
import type { RouterContext } from '../context.ts'

/** Stores an account's own provider keys: only routers know the providers and have the encryption key. */
export const serveByok = ({ bus, byokKeys, catalog }: RouterContext): void => {
  bus.serve(readByokSealingKey, () => ({ sealingKey: byokKeys.sealingKey() }))
  bus.serve(storeByokKey, (input) => byokKeys.store(input, byokProviderOf(catalog(), input)))
}

/** @throws PublicError if no provider of that name serves a model with an own key. */
const byokProviderOf = ({ models }: Catalog, input: { provider: string }): string => {
  const provider = input.provider.toLowerCase()
  const known = new Set([...models.values()].flatMap(({ public: model }) => model.byokKeys?.providers ?? []))
  if (known.has(provider)) return provider
  throw new PublicError(
    'invalid_request',
    `provider: no key of "${input.provider}" can be used here. Those that can: ${[...known].toSorted().join(', ')}.`,
    { param: 'provider' },
  )
}
