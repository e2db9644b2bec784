import { LIMITS } from '../registry/limits.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { unsupported, type ExtensionRule } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'

const UNKNOWN: ExtensionRule = {
  action: 'dropped',
  reason: 'It has no counterpart at this model’s provider.',
}

/** What OpenAI's two dialects call by one name (`openai` 7.57). */
const OPENAI_FIELDS: ReadonlySet<string> = new Set([
  'prompt_cache_retention',
  'prompt_cache_options',
  'safety_identifier',
])

/** Names the caller's extra fields that stay behind, and refuses those that must not. */
export const adaptExtensions: Adaptation = (request, target, losses) => {
  const { extensions } = LIMITS[request.source]
  const openAiFields = sharedFields(request, target)
  for (const [param, value] of Object.entries(request.extensions)) {
    const rule = Object.hasOwn(extensions, param) ? extensions[param]! : UNKNOWN
    if (rule.action === 'handled' || Object.hasOwn(openAiFields, param)) continue
    if (rule.action === 'refused' && (rule.isNeeded?.(value) ?? true)) throw unsupported(param, rule.reason)
    if (rule.action === 'dropped') losses.push({ param, action: 'dropped', reason: rule.reason })
  }
  return { ...request, openAiFields }
}

/** Servers that only speak like OpenAI refuse fields that they do not know. */
const sharedFields = ({ source, extensions }: ChatRequest, { dialect, quirks }: AdaptTarget) => {
  const isOpenAi = dialect === 'openai-responses' || (dialect === 'openai-chat' && quirks.hasOpenaiFields)
  if (!isOpenAi || !source.startsWith('openai-')) return {}
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => OPENAI_FIELDS.has(name)))
}
