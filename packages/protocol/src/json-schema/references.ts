import { isObject, objectOf } from '../json/object.ts'
import { mapSubschemas, nameIn, referenceTo, subschemasOf, type Note, type Schema } from './schema.ts'

/** The referenced definitions. Each is rewritten once, however often it is referenced. */
type Lifting = {
  root: Schema
  anchors: Map<unknown, Schema>
  names: Map<Schema, string>
  used: Set<string>
  waiting: Schema[]
  note: Note
}

/**
 * Rewrites every reference to `#/$defs/<name>`, with all definitions at the root: `definitions` of older drafts, those
 * of inner schemas, the root itself and any other target of a pointer. A reference without a target, or out of the
 * schema, becomes a schema that accepts anything, and is reported.
 */
export const resolveReferences = (root: Schema, note: Note): Schema => {
  if (isResolved(root)) return root
  const lifting: Lifting = {
    root,
    anchors: anchorsIn(root),
    names: new Map(),
    used: new Set(),
    waiting: [],
    note,
  }
  const rewritten = rewrite(lifting, root, '')
  const definitions: Record<string, Schema> = {}
  // A queue instead of recursion, because chains of definitions may be long.
  for (let next = lifting.waiting.shift(); next !== undefined; next = lifting.waiting.shift()) {
    const name = lifting.names.get(next)!
    definitions[name] = rewrite(lifting, next, name)
  }
  return lifting.names.size === 0 ? rewritten : { ...rewritten, $defs: definitions }
}

const isResolved = ({ $defs, ...root }: Schema): boolean => {
  const defined = objectOf($defs)
  const isPlain = (schema: Schema): boolean => {
    const { $ref, $defs: inner, definitions } = schema
    const isKnown = $ref === undefined || isSafe(nameIn($ref), defined)
    return isKnown && inner === undefined && definitions === undefined && subschemasOf(schema).every(isPlain)
  }
  return isPlain(root) && Object.values(defined).every((inner) => isObject(inner) && isPlain(inner))
}

const isSafe = (name: string | undefined, defined: Schema): boolean =>
  name !== undefined && SAFE_NAME.test(name) && isObject(defined[name])

const SAFE_NAME = /^[\w.-]+$/

const rewrite = (lifting: Lifting, schema: Schema, path: string): Schema => {
  const { $defs: _defs, definitions: _definitions, ...rest } = schema
  const mapped = mapSubschemas(rest, (inner, place) => rewrite(lifting, inner, place), path)
  if (typeof rest['$ref'] !== 'string') return mapped
  const target = targetOf(lifting, rest['$ref'])
  const { $ref, ...others } = mapped
  if (target !== undefined) return { ...referenceTo(lift(lifting, target, String($ref))), ...others }
  lifting.note('$ref', path)
  return others
}

/** The name of a definition, which is queued for rewriting if it is new. */
const lift = (lifting: Lifting, target: Schema, reference: string): string => {
  const known = lifting.names.get(target)
  if (known !== undefined) return known
  const wanted = lastStep(reference).replace(/[^\w.-]/g, '_') || 'root'
  let name = wanted
  for (let count = 2; lifting.used.has(name); count++) name = `${wanted}_${count}`
  lifting.used.add(name)
  lifting.names.set(target, name)
  lifting.waiting.push(target)
  return name
}

const lastStep = (reference: string): string => stepsOf(reference).at(-1) ?? ''

const stepsOf = (reference: string): string[] => {
  const pointer = reference.slice(reference.indexOf('#') + 1)
  return pointer.split('/').filter(Boolean).map(decodeStep)
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-4 */
const decodeStep = (step: string): string => {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

const targetOf = ({ root, anchors }: Lifting, reference: string): Schema | undefined => {
  const [document = ''] = reference.split('#')
  if (document !== '' && document !== root['$id']) return definitionNamed(root, reference)
  const steps = stepsOf(reference)
  if (steps.length === 0) return root
  const found = steps.reduce<unknown>(stepInto, root)
  return isObject(found) ? found : (anchors.get(steps.join('/')) ?? definitionNamed(root, reference))
}

const stepInto = (value: unknown, step: string): unknown => {
  if (Array.isArray(value)) return value[Number(step)] as unknown
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined
}

/**
 * If a pointer has no target, the definition with its last name is used: `#/components/schemas/Place` of an OpenAPI
 * document.
 */
const definitionNamed = ({ $defs, definitions }: Schema, reference: string): Schema | undefined => {
  const found = [$defs, definitions].map((defined) => stepInto(defined, lastStep(reference)))
  return found.find(isObject)
}

/** The schemas with an id or anchor, by name. */
const anchorsIn = (root: Schema): Map<unknown, Schema> => {
  const found = new Map<unknown, Schema>()
  const waiting = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next['$anchor'] !== undefined) found.set(next['$anchor'], next)
    waiting.push(...subschemasOf(next))
  }
  return found
}
