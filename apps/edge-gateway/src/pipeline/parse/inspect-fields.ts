import { isProviderObject, pathOf, walkFields } from '@gptget/protocol'
import { isMediaReference } from './media-references.ts'
import { refuseCaseVariant } from './refuse-case-variants.ts'

export type Inspected = {
  /** The path of the first field that names an object in a provider's account, else null. */
  providerObject: string | null
  /** How many fields hold media or name it. */
  mediaReferences: number
}

/** Checks every field of a body by name. @throws PublicError 400 for one of our fields in another letter case */
export const inspectFields = (body: object): Inspected => {
  const inspected: Inspected = { providerObject: null, mediaReferences: 0 }
  walkFields(body, (name, value, owner, steps) => {
    refuseCaseVariant(name, steps)
    if (inspected.providerObject === null && isProviderObject(name, value, owner))
      inspected.providerObject = pathOf(steps)
    if (isMediaReference(name, value, owner)) inspected.mediaReferences += 1
  })
  return inspected
}
