import { fileURLToPath } from 'node:url'
import { API, SymbolFlags, TypeFlags, type Checker, type Project, type Type } from 'typescript/unstable/sync'
import type { Node } from 'typescript/unstable/ast'
import type { Dialect } from '@gptget/contracts'
import type { CallerBody, ProviderAnswer } from './sdk-types.ts'
import type { FieldShape, Shape } from './shape.ts'

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

export type Shapes = {
  /** The requests that callers of each dialect may send. */
  callers: Record<keyof CallerBody, Shape>
  /** The requests that providers of each dialect accept. */
  upstream: Record<Dialect, Shape>
  /** The answers of providers of each dialect. */
  answers: Record<keyof ProviderAnswer, Shape>
  /** Ends the compiler. Afterwards, only the parts of a shape that were already read are available. */
  close: () => void
}

/** Reads the declarations of the official SDKs with the TypeScript compiler. */
export const readShapes = (): Shapes => {
  const api = new API({ cwd: at('.') })
  const project = api.updateSnapshot({ openProject: at('tsconfig.json') }).getProjects()[0]!
  const reader = new ShapeReader(project.checker)
  const read = (file: string, name: string) => byDialect(project, reader, at(file), name)
  return {
    callers: read('sdk-types.ts', 'CallerBody'),
    upstream: read('../../../packages/protocol/src/dialects/fixtures/upstream/types.ts', 'UpstreamBody'),
    answers: read('sdk-types.ts', 'ProviderAnswer'),
    close: () => api.close(),
  }
}

const byDialect = (
  { checker, program }: Project,
  reader: ShapeReader,
  file: string,
  name: string,
): Record<Dialect, Shape> => {
  const statements = program.getSourceFile(file)?.statements ?? []
  const declared = statements.map((one) => Reflect.get(one, 'name') as (Node & { text?: string }) | undefined)
  const place = declared.find((one) => one?.text === name)
  const symbol = place && checker.getSymbolAtLocation(place)
  if (symbol === undefined) throw new Error(`${file} declares no ${name}.`)
  const fields = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
  const shapes = fields.map((field) => [field.name, reader.read(checker.getTypeOfSymbol(field)!)])
  return Object.fromEntries(shapes) as Record<Dialect, Shape>
}

/** Reads each type once. */
class ShapeReader {
  readonly #checker: Checker
  readonly #known = new Map<number, Shape>()

  constructor(checker: Checker) {
    this.#checker = checker
  }

  read(type: Type): Shape {
    const known = this.#known.get(type.id)
    if (known !== undefined) return known
    const shape = this.#shapeOf(type)
    this.#known.set(type.id, shape)
    return shape
  }

  #shapeOf(type: Type): Shape {
    const { flags } = type
    if (flags & (TypeFlags.AnyOrUnknown | TypeFlags.NonPrimitive | TypeFlags.Never)) return { kind: 'any' }
    if (flags & TypeFlags.Null) return { kind: 'literal', value: null }
    if (flags & TypeFlags.Boolean) return { kind: 'boolean' }
    if (type.isStringLiteralType() || type.isNumberLiteralType() || type.isBooleanLiteralType())
      return { kind: 'literal', value: type.value }
    if (flags & TypeFlags.StringLike) return { kind: 'text' }
    if (flags & TypeFlags.NumberLike) return { kind: 'number' }
    if (type.isUnionType()) return this.#unionOf(type.getTypes())
    // `string & {}` only exists for suggestions in editors.
    if (type.isIntersectionType() && type.getTypes().some((one) => one.flags & TypeFlags.StringLike))
      return { kind: 'text' }
    return this.#checker.isArrayType(type) ? this.#listOf(type) : this.#recordOf(type)
  }

  #unionOf(types: readonly Type[]): Shape {
    const arms = types.filter(({ flags }) => !(flags & TypeFlags.Undefined)).map((one) => this.read(one))
    const others = arms.filter((arm) => arm.kind !== 'literal' || typeof arm.value !== 'boolean')
    const all: Shape[] = arms.length - others.length === 2 ? [...others, { kind: 'boolean' }] : arms
    return all.length === 1 ? all[0]! : { kind: 'union', arms: all }
  }

  #listOf(type: Type): Shape {
    const list: Extract<Shape, { kind: 'list' }> = { kind: 'list', item: { kind: 'any' } }
    this.#known.set(type.id, list)
    const [item] = this.#checker.getTypeArguments(type as Parameters<Checker['getTypeArguments']>[0])
    if (item !== undefined) list.item = this.read(item)
    return list
  }

  #recordOf(type: Type): Shape {
    const [index] = this.#checker.getIndexInfosOfType(type)
    const properties = this.#checker.getPropertiesOfType(type)
    if (index !== undefined && properties.length === 0)
      return { kind: 'map', value: this.read(index.valueType) }
    let fields: FieldShape[] | undefined
    return {
      kind: 'record',
      name: type.getAliasSymbol()?.name ?? type.getSymbol()?.name ?? '',
      fields: () => (fields ??= this.#fieldsOf(properties)),
      ...(index === undefined ? {} : { rest: this.read(index.valueType) }),
    }
  }

  #fieldsOf(properties: ReturnType<Checker['getPropertiesOfType']>): FieldShape[] {
    const types = this.#checker.getTypeOfSymbol(properties)
    return properties.map(({ name, flags }, place) => ({
      name,
      isOptional: (flags & SymbolFlags.Optional) !== 0,
      shape: this.read(types[place]!),
    }))
  }
}
