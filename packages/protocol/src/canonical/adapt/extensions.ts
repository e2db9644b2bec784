import { LIMITS } from '../../dialects/limits.ts'
import type { Adaptation } from '../adapt.ts'
import { unsupported, type ExtensionRule } from '../losses.ts'

const UNKNOWN: ExtensionRule = {
  action: 'dropped',
  reason: 'It has no counterpart at this model’s provider.',
}

/** Names the caller's extra fields that stay behind, and refuses those that must not. */
export const adaptExtensions: Adaptation = (request, _target, losses) => {
  const { extensions } = LIMITS[request.source]
  for (const [param, value] of Object.entries(request.extensions)) {
    const rule = Object.hasOwn(extensions, param) ? extensions[param]! : UNKNOWN
    if (rule.action === 'handled') continue
    if (rule.action === 'refused' && (rule.isNeeded?.(value) ?? true)) throw unsupported(param, rule.reason)
    if (rule.action === 'dropped') losses.push({ param, action: 'dropped', reason: rule.reason })
  }
  return request
}
