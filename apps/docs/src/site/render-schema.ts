import { html } from 'hono/html'
import type { OpenApiDocument } from '@gptget/api/document'
import type { JsonSchema } from '@gptget/api/document'
import type { Html } from './html.ts'
import { renderInline } from './render-markdown.ts'

type Components = OpenApiDocument['components']['schemas']

/**
 * Renders the fields of a schema as a list. The fields of a nested object unfold below its own field. Omits `null`,
 * which means the same as leaving out the field.
 */
export const renderFields = (schema: JsonSchema, components: Components, depth = 0): Html => {
  const { properties = {}, required = [] } = resolve(schema, components)
  return html`<ul class="fields">
    ${Object.entries(properties)
      .toSorted(([one], [other]) => Number(required.includes(other)) - Number(required.includes(one)))
      .map(([name, field]) =>
        renderField({ name, schema: field, isRequired: required.includes(name) }, components, depth),
      )}
  </ul>`
}

export type Field = { name: string; schema: JsonSchema; isRequired: boolean; description?: string }

export const renderField = (
  { name, schema, isRequired, description }: Field,
  components: Components,
  depth = 0,
): Html => {
  const text = description ?? schema.description
  const type = typeOf(schema, components)
  return html`<li>
    <div class="field">
      <code class="field-name">${name}</code>
      <span class="type">${isRequired ? type : type.replace(' or null', '')}</span>
      ${isRequired ? html`<span class="required">required</span>` : ''}
    </div>
    ${text ? html`<p>${renderInline(text)}</p>` : ''} ${renderWords(schema)}
    ${renderInside(schema, components, depth)}
  </li>`
}

const renderWords = (schema: JsonSchema): Html | string => {
  const words = wordsOf(schema)
  if (words.length < 2) return ''
  return html`<p class="words">${words.map((word) => html`<code>${JSON.stringify(word)}</code> `)}</p>`
}

const wordsOf = (schema: JsonSchema): unknown[] =>
  schema.enum ?? (schema.anyOf ?? []).flatMap((variant) => variant.enum ?? [])

const MAX_DEPTH = 5

const renderInside = (schema: JsonSchema, components: Components, depth: number): Html | string => {
  const shapes = shapesOf(schema, components)
  if (shapes.length === 0 || depth >= MAX_DEPTH) return ''
  return html`<details>
    <summary>${shapes.length === 1 ? 'Fields' : `${shapes.length} forms`}</summary>
    ${shapes.map(
      (shape) =>
        html`${shapes.length === 1 ? '' : html`<p class="form">${formName(shape)}</p>`}
        ${renderFields(shape, components, depth + 1)}`,
    )}
  </details>`
}

/** The objects with fields that a value can be, or be a list of. Recursion into the same schema ends here. */
const shapesOf = (
  schema: JsonSchema,
  components: Components,
  outer: ReadonlySet<JsonSchema> = new Set(),
): JsonSchema[] => {
  const resolved = resolve(schema, components)
  if (outer.has(resolved)) return []
  const within = (inner: JsonSchema) => shapesOf(inner, components, new Set([...outer, resolved]))
  const { properties, items, anyOf = [], additionalProperties } = resolved
  if (properties !== undefined) return Object.keys(properties).length > 0 ? [resolved] : []
  if (items !== undefined) return within(items)
  if (typeof additionalProperties === 'object') return within(additionalProperties)
  return anyOf.flatMap(within)
}

/** The name of a variant: the constant value of its `role` or `type`. */
const formName = ({ properties = {} }: JsonSchema): Html | string => {
  for (const name of ['role', 'type']) {
    const words = properties[name] === undefined ? [] : constantsOf(properties[name])
    if (words.length > 0) return html`<code>${name}</code>: ${words.join(', ')}`
  }
  return 'or'
}

const constantsOf = (schema: JsonSchema): unknown[] =>
  schema.const === undefined
    ? (schema.enum ?? (schema.anyOf ?? []).flatMap(constantsOf))
    : [JSON.stringify(schema.const)]

/** A schema's type in a few words, such as `array of string or null`. Recursion is shown as any JSON. */
const typeOf = (
  schema: JsonSchema,
  components: Components,
  outer: ReadonlySet<JsonSchema> = new Set(),
): string => {
  const resolved = resolve(schema, components)
  if (outer.has(resolved)) return 'anything'
  const within = (inner: JsonSchema) => typeOf(inner, components, new Set([...outer, resolved]))
  const { anyOf, const: constant, items, type } = resolved
  if (anyOf !== undefined) return joinTypes(anyOf.map(within))
  if (constant !== undefined) return JSON.stringify(constant)
  if (type === 'array') return `array of ${items ? pluralOf(within(items)) : 'anything'}`
  if (type === undefined) return 'anything'
  return joinTypes([type].flat())
}

const pluralOf = (name: string): string => (name.includes(' or ') ? `(${name})` : name)

const joinTypes = (names: readonly string[]): string => [...new Set(names)].join(' or ')

const resolve = (schema: JsonSchema, components: Components): JsonSchema =>
  schema.$ref === undefined ? schema : components[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)]!
