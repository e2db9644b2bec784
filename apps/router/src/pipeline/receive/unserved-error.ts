import { PublicError } from '@gptget/errors'
import { providerRow } from '@gptget/providers'
import type { RoutedModel } from '../../catalog/catalog.ts'

/** Why a known model has no route: it is retired, or there is no key. A retry would not help. */
export const unservedError = (model: RoutedModel): PublicError =>
  model.unserved.retiredOn === null ? notConfigured(model) : retired(model, model.unserved.retiredOn)

const retired = ({ public: { id, replacement } }: RoutedModel, day: string): PublicError =>
  new PublicError(
    'model_retired',
    `The model "${id}" was retired on ${day}.${replacement === undefined ? '' : ` Use "${replacement}" instead.`}`,
    { param: 'model', metadata: { retired_on: day, ...(replacement === undefined ? {} : { replacement }) } },
  )

/** A longer list of names would not help. */
const MOST_VARIABLES = 5

const notConfigured = ({ public: { id }, unserved, ownable }: RoutedModel): PublicError => {
  const variables = [...new Set(unserved.withoutCredential.flatMap(variableOf))].slice(0, MOST_VARIABLES)
  const operator = variables.length === 0 ? '' : ` The operator sets ${oneOf(variables)}.`
  const account = ownable.length === 0 ? '' : ' An account can store a key of its own with POST /v1/byok.'
  return new PublicError(
    'model_not_configured',
    `No provider is configured for the model "${id}".${operator}${account}`,
    { param: 'model', ...(variables.length === 0 ? {} : { metadata: { variables } }) },
  )
}

const variableOf = (provider: string): string[] => providerRow(provider)?.apiKeyVariables.slice(0, 1) ?? []

const oneOf = (names: readonly string[]): string =>
  names.length === 1 ? names[0]! : `one of ${names.join(', ')}`
