import { isProviderObject } from './provider-objects.ts'
import { refuseCaseVariant } from './refuse-case-variants.ts'
import { pathOf, walkFields } from './walk-fields.ts'

/**
 * Looks at every field of a body by its name. Returns the path of the first that names something kept in a provider's
 * account, null where none does. @throws PublicError 400 naming a field that is one of ours in another letter case
 */
export const inspectFields = (body: object): string | null => {
  let providerObject: string | null = null
  walkFields(body, (name, value, owner, steps) => {
    refuseCaseVariant(name, steps)
    if (providerObject === null && isProviderObject(name, value, owner)) providerObject = pathOf(steps)
  })
  return providerObject
}
