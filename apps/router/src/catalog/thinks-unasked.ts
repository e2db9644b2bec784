import { CAPABILITIES } from '@gptget/protocol'
import type { RoutedModel } from './catalog.ts'

/**
 * Whether a model may think although its request says nothing of it. Where nobody said how it thinks, it may if it
 * takes an effort; where its providers' dialect has to ask, it does not.
 */
export const thinksUnasked = ({ facts, capabilities, routes }: RoutedModel): boolean => {
  const { thinking } = facts
  if (thinking === undefined) return capabilities.hasReasoning === true
  if (thinking.mode === 'none') return false
  if (thinking.mode === 'fixed' || thinking.mode === 'toggle' || !thinking.canDisable) return true
  return !routes.every(({ provider }) => CAPABILITIES[provider.dialect].thinking.isOnRequest === true)
}
