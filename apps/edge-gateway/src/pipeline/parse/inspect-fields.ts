import { isProviderObject } from './provider-objects.ts'
import { refuseCaseVariant } from './refuse-case-variants.ts'
import { pathOf, walkFields } from './walk-fields.ts'

/**
 * Checks every field of a body by name. Returns the path of the first that names an object in a provider's account,
 * else null. @throws PublicError 400 for one of our fields in another letter case
 */
export const inspectFields = (body: object): string | null => {
  let providerObject: string | null = null
  walkFields(body, (name, value, owner, steps) => {
    refuseCaseVariant(name, steps)
    if (providerObject === null && isProviderObject(name, value, owner)) providerObject = pathOf(steps)
  })
  return providerObject
}
