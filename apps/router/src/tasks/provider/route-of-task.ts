import type { TaskRoute } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { taskWireOf } from '@gptget/protocol'
import type { TaskWire } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'
import { createHash } from 'node:crypto'
import type { RouterContext } from '../../context.ts'

/** A task's provider, always with the key with which it started. */
export type TaskProvider = { provider: Provider; wire: TaskWire; credential: string | null }

/** Identifies a key of a provider without revealing it. */
export const fingerprintOf = (credential: string | null): string =>
  createHash('sha256')
    .update(credential ?? '')
    .digest('base64url')
    .slice(0, 16)

/** @throws PublicError `service_unavailable` if the operator removed the provider or its key */
export const providerOf = (
  { catalog }: Pick<RouterContext, 'catalog'>,
  { providerId, credential }: Pick<TaskRoute, 'providerId' | 'credential'>,
): TaskProvider => {
  const provider = catalog().providers.get(providerId)
  const wire = provider === undefined ? null : taskWireOf(provider.dialect, provider.quirks)
  const known = provider?.credentials.length === 0 ? [null] : (provider?.credentials ?? [])
  const value = known.find((each) => fingerprintOf(each) === credential)
  if (provider !== undefined && wire !== null && value !== undefined)
    return { provider, wire, credential: value }
  throw new PublicError(
    'service_unavailable',
    `The provider "${providerId}" or its key, which started this task, is no longer configured.`,
  )
}
