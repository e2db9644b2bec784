/** Where a field is: names of members and places in lists. */
export type Steps = readonly (string | number)[]

/** Hears of a field of a request's body. `owner`: the object it is in. `steps` change when it returns. */
export type FieldVisitor = (
  name: string,
  value: unknown,
  owner: Readonly<Record<string, unknown>>,
  steps: Steps,
) => void

/** `messages[0].role` */
export const pathOf = (steps: Steps): string =>
  steps.reduce<string>((joined, step) => {
    if (typeof step === 'number') return `${joined}[${step}]`
    return joined === '' ? step : `${joined}.${step}`
  }, '')

/** Fields whose objects are in the caller's own words: schemas, arguments, labels. Their names are not checked. */
const CALLERS_OWN = new Set([
  'args',
  'arguments',
  'headers',
  'input_schema',
  'json',
  'labels',
  'logit_bias',
  'metadata',
  'parameters',
  'parametersJsonSchema',
  'parameters_json_schema',
  'response',
  'responseJsonSchema',
  'responseSchema',
  'response_json_schema',
  'response_schema',
  'schema',
  'structuredContent',
])

/** A model's arguments for a tool are an object under the name that a conversation is a list under. */
const isCallersOwn = (name: string, value: object): boolean =>
  CALLERS_OWN.has(name) || (name === 'input' && !Array.isArray(value))

/** Shows `visit` every field of a body, at every level, but for what is in the caller's own words. */
export const walkFields = (body: object, visit: FieldVisitor): void => walk(body, visit, [])

const walk = (level: object, visit: FieldVisitor, steps: (string | number)[]): void => {
  if (Array.isArray(level)) {
    for (let index = 0; index < level.length; index++) enter(index, level[index], visit, steps)
    return
  }
  const owner = level as Record<string, unknown>
  for (const name in owner) {
    const value = owner[name]
    steps.push(name)
    visit(name, value, owner, steps)
    steps.pop()
    if (typeof value === 'object' && value !== null && !isCallersOwn(name, value))
      enter(name, value, visit, steps)
  }
}

const enter = (
  step: string | number,
  value: unknown,
  visit: FieldVisitor,
  steps: (string | number)[],
): void => {
  if (typeof value !== 'object' || value === null) return
  steps.push(step)
  walk(value, visit, steps)
  steps.pop()
}
