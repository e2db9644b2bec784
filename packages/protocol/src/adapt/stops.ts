import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation } from './adapt.ts'

/**
 * Stop sequences beyond what a provider supports: the gateway looks for them. A stream ends at the first; of a plain
 * answer the rest is already written and charged, which the caller is told.
 */
export const adaptStops: Adaptation = (request, { dialect, capabilities }, losses) => {
  const { stop } = request.sampling
  if (stop === undefined) return request
  const { most, takes } = CAPABILITIES[dialect].stops
  const wanted = [...new Set(stop)]
  const count = capabilities?.refuses?.includes('stop') ? 0 : most
  const taken = wanted.filter((one) => one !== '' && takes(one)).slice(0, count)
  const others = wanted.filter((one) => !taken.includes(one))
  if (others.length === 0 && taken.length === stop.length) return request
  const emulated = others.filter((one) => one !== '')
  const param = CAPABILITIES[request.source].fields.stop ?? 'stop'
  if (emulated.length < others.length)
    losses.push({ param, action: 'dropped', reason: 'An empty stop sequence is ignored.' })
  if (emulated.length > 0 && !request.isStream)
    losses.push({
      param,
      action: 'rewritten',
      reason: `This model does not support ${JSON.stringify(emulated)}: the gateway cuts the answer there, and the whole answer is charged.`,
    })
  const { stop: _stop, ...sampling } = request.sampling
  return {
    ...request,
    sampling: { ...sampling, ...(taken.length > 0 ? { stop: taken } : {}) },
    ...(emulated.length > 0 ? { emulatedStops: emulated } : {}),
  }
}
