import { CAPABILITIES } from '@gptget/protocol'
import type { RoutedModel } from './catalog.ts'

/**
 * Whether a model may reason although the request does not ask for it. If its reasoning is unknown, it may if it has
 * effort levels; if its providers' dialect must ask for it, it does not.
 */
export const thinksUnasked = ({ facts, capabilities, routes }: RoutedModel): boolean => {
  const { thinking } = facts
  if (thinking === undefined) return capabilities.hasReasoning === true
  if (thinking.mode === 'none') return false
  if (thinking.mode === 'fixed' || thinking.mode === 'toggle' || !thinking.canDisable) return true
  return !routes.every(({ provider }) => CAPABILITIES[provider.dialect].thinking.isOnRequest === true)
}
