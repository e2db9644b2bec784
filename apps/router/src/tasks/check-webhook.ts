import type { CheckedWebhook, checkTaskWebhook as checkSubject } from '@gptget/contracts'
import { taskWireOf } from '@gptget/protocol'
import type { z } from 'zod'
import type { RouterContext } from '../context.ts'
import { providerOf, type TaskProvider } from './provider/route-of-task.ts'
import { isProven } from './webhooks/is-proven.ts'

type Asked = z.output<(typeof checkSubject)['head']>

/** Verifies a provider's webhook. It is only used as a hint that a task has news. */
export const checkWebhook = async (
  context: RouterContext,
  { headers, ...asked }: Asked,
  body: Buffer,
): Promise<CheckedWebhook> => {
  const provider = findProvider(context, asked)
  const webhook = provider?.wire.webhook
  if (provider === null || webhook === undefined) return refused('the provider sends no webhooks')
  const isOfAccount = webhook.taskIn !== undefined
  if (isOfAccount !== (asked.credential === null)) return refused('it came to another address')
  if (!(await isProven(context, provider, webhook.proof, { headers, body })))
    return refused('its signature does not match')
  const value = parsed(body)
  return { type: 'genuine', upstreamId: webhook.taskIn?.(value) ?? null, reply: webhook.reply?.(value) ?? {} }
}

const refused = (reason: string): CheckedWebhook => ({ type: 'refused', reason })

const findProvider = (
  context: RouterContext,
  { providerId, credential }: Pick<Asked, 'providerId' | 'credential'>,
): TaskProvider | null => {
  if (credential !== null) return providerOf(context, { providerId, credential })
  const provider = context.catalog().providers.get(providerId)
  const wire = provider === undefined ? null : taskWireOf(provider.dialect, provider.quirks)
  return provider === undefined || wire === null ? null : { provider, wire, credential: null }
}

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}
