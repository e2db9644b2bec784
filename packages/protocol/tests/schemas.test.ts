import { DIALECTS, type Dialect } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exchange,
  FOREIGN_PAIRS,
  refusalOf,
  saidBy,
  streamSaidBy,
  textsIn,
  textsInStream,
  unlessRefused,
  type Json,
  type Exchange,
} from './in-each-dialect.ts'

type Fields = Record<string, unknown>

/** The schema of the first tool as a provider gets it. */
const toolSchemaIn = (dialect: Dialect, { body }: Exchange): Json => {
  const tool = body['tools']?.[0]
  const found = {
    'openai-chat': tool?.['function']?.['parameters'],
    'openai-responses': tool?.['parameters'],
    'anthropic-messages': tool?.['input_schema'],
    gemini: tool?.['functionDeclarations']?.[0]?.['parametersJsonSchema'],
  }
  return found[dialect]!
}

const strictOf = (dialect: Dialect, { body }: Exchange): unknown => {
  const tool = body['tools']?.[0]
  return dialect === 'openai-chat' ? tool?.['function']?.['strict'] : tool?.['strict']
}

/** The schema of the answer as a provider gets it. */
const outputSchemaIn = (dialect: Dialect, { body }: Exchange): Json | undefined => {
  const found = {
    'openai-chat': body['response_format']?.['json_schema']?.['schema'],
    'openai-responses': body['text']?.['format']?.['schema'],
    'anthropic-messages': body['output_config']?.['format']?.['schema'],
    gemini: body['generationConfig']?.['responseJsonSchema'],
  }
  return found[dialect]
}

const isOutputStrict = ({ body }: Exchange): unknown =>
  (body['response_format']?.['json_schema'] ?? body['text']?.['format'])?.['strict']

const written = (from: Dialect, to: Dialect, parameters: unknown, isStrict?: boolean) => {
  const sent = exchange(from, to, {
    tools: [{ name: 'f', parameters, ...(isStrict === undefined ? {} : { isStrict }) }],
  })
  return { ...sent, schema: toolSchemaIn(to, sent), strict: strictOf(to, sent) }
}

const object = (properties: Fields, more: Fields = {}): Fields => ({ type: 'object', properties, ...more })

/** Every reference in a schema with what it points at. */
const danglingIn = (root: Json): string[] => {
  const found: string[] = []
  JSON.stringify(root, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') {
      const [, defs, name, ...rest] = value.split('/')
      if (defs !== '$defs' || rest.length > 0 || root['$defs']?.[name!] === undefined) found.push(value)
    }
    return value
  })
  return found
}

const keysIn = (schema: unknown): Set<string> => {
  const keys = new Set<string>()
  JSON.stringify(schema, (key, value: unknown) => {
    if (!/^\d*$/.test(key)) keys.add(key)
    return value
  })
  return keys
}

const branch = (kind: string, field: string) =>
  object({ kind: { const: kind }, [field]: { type: 'string' } }, { required: ['kind', field] })

const PLACE = object({ city: { type: 'string' } }, { required: ['city'] })

describe.each(FOREIGN_PAIRS)('the schema of a tool from a $from caller to a $to provider', ({ from, to }) => {
  it.each([
    ['definitions', object({ at: { $ref: '#/definitions/Place' } }, { definitions: { Place: PLACE } })],
    ['$defs', object({ at: { $ref: '#/$defs/Place' } }, { $defs: { Place: PLACE } })],
    ['inner definitions', object({ at: { $ref: '#/properties/to' }, to: PLACE })],
    ['an anchor', object({ at: { $ref: '#place' } }, { $defs: { Place: { ...PLACE, $anchor: 'place' } } })],
    [
      'names that need care',
      object({ at: { $ref: '#/definitions/List%3CPlace~1%3E' } }, { definitions: { 'List<Place/>': PLACE } }),
    ],
    [
      'a page of OpenAPI',
      object({ at: { $ref: '#/components/schemas/Place' } }, { $defs: { Place: PLACE } }),
    ],
  ])('keeps its references, through %s', (_, parameters) => {
    const { schema, losses } = written(from, to, parameters)
    expect(danglingIn(schema)).toEqual([])
    expect(JSON.stringify(schema)).toContain('"city"')
    expect(Object.keys(schema)).not.toContain('definitions')
    expect(losses).toEqual([])
  })

  it('keeps a reference to itself', () => {
    const parameters = object({ name: { type: 'string' }, child: { $ref: '#' } }, { required: ['name'] })
    const { schema, losses } = written(from, to, parameters)
    expect(danglingIn(schema)).toEqual([])
    expect(JSON.stringify(schema)).toContain('"$ref":"#/$defs/root"')
    expect(losses).toEqual([])
  })

  it('names a reference without a target', () => {
    const { schema, lost } = written(from, to, object({ at: { $ref: 'https://example.com/place.json' } }))
    expect(keysIn(schema)).not.toContain('$ref')
    expect(lost).toHaveLength(1)
    expect(lost[0]).toMatch(/^tools\[0\]\./)
  })

  it('becomes an object if its root is a union, and the change is named', () => {
    for (const key of ['anyOf', 'oneOf']) {
      const { schema, lost } = written(from, to, { [key]: [branch('a', 'x'), branch('b', 'y')] })
      expect(schema['type']).toBe('object')
      expect(schema).not.toHaveProperty(key)
      expect(schema['properties']).toEqual({
        kind: { enum: ['a', 'b'] },
        x: { type: 'string' },
        y: { type: 'string' },
      })
      expect(schema['required']).toEqual(['kind'])
      expect(schema['description']).toContain('"required":["kind","x"]')
      expect(lost).toHaveLength(1)
    }
  })

  it('becomes one object schema if its root is an allOf', () => {
    const { schema, losses } = written(from, to, {
      allOf: [{ $ref: '#/definitions/Place' }, object({ day: { type: 'string' } }, { required: ['day'] })],
      definitions: { Place: PLACE },
    })
    expect([schema['type'], schema['required'], losses]).toEqual(['object', ['city', 'day'], []])
    expect(schema['properties']).toEqual({ city: { type: 'string' }, day: { type: 'string' } })
    expect(schema).not.toHaveProperty('allOf')
  })

  it('is refused by name if it does not describe an object', () => {
    const { details } = refusalOf(() => written(from, to, { type: 'array', items: { type: 'string' } }))
    expect(details.param).toMatch(/^tools\[0\]\./)
  })

  it('has numbers instead of Google’s strings, and types in lower case', () => {
    const { schema, losses } = written(
      from,
      to,
      object({ tags: { type: 'ARRAY', items: { type: 'STRING' }, minItems: '1', maxItems: '9' } }),
    )
    expect(schema['properties']!['tags']).toMatchObject({ type: 'array', minItems: 1, maxItems: 9 })
    expect(losses).toEqual([])
  })

  it('accepts null wherever it was nullable', () => {
    const { schema, losses } = written(
      from,
      to,
      object(
        {
          plain: { type: 'string', nullable: true },
          union: { anyOf: [{ type: 'string' }, { type: 'integer' }], nullable: true },
          listed: { type: 'string', enum: ['a'], nullable: true },
          place: { $ref: '#/$defs/Place', nullable: true },
          never: { type: 'string', nullable: false },
        },
        { $defs: { Place: PLACE } },
      ),
    )
    const { plain, union, listed, place, never } = schema['properties']!
    expect(plain!['type']).toEqual(['string', 'null'])
    expect(union!['anyOf']).toEqual([{ type: 'string' }, { type: 'integer' }, { type: 'null' }])
    expect(listed).toEqual(
      to === 'gemini'
        ? { anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] }
        : { type: ['string', 'null'], enum: ['a', null] },
    )
    expect(place!['anyOf']).toEqual([{ $ref: '#/$defs/Place' }, { type: 'null' }])
    expect(never).toEqual({ type: 'string' })
    expect(losses).toEqual([])
  })

  it('is read as draft 2020-12 if it uses keywords of older drafts', () => {
    const { schema } = written(
      from,
      to,
      object({
        pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
        share: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: false },
      }),
    )
    expect(schema['properties']?.['pair']?.['prefixItems']).toEqual([{ type: 'string' }, { type: 'number' }])
    expect(schema['properties']!['share']).toEqual(
      to === 'gemini'
        ? { type: 'number', maximum: 1, description: '{exclusiveMinimum: 0}' }
        : { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    )
  })
})

const TO_OPENAI = FOREIGN_PAIRS.filter(({ to }) => to.startsWith('openai-'))
const TO_GEMINI = FOREIGN_PAIRS.filter(({ to }) => to === 'gemini')
const TO_CLAUDE = FOREIGN_PAIRS.filter(({ to }) => to === 'anthropic-messages')

describe.each(TO_OPENAI)('the schema of a tool from a $from caller to $to', ({ from, to }) => {
  it('has items for every list', () => {
    const { schema } = written(
      from,
      to,
      object({ tags: { type: 'array' }, deep: object({ more: { type: ['array', 'null'] } }) }),
    )
    expect(schema['properties']!['tags']).toEqual({ type: 'array', items: {} })
    expect(schema['properties']?.['deep']?.['properties']?.['more']?.['items']).toEqual({})
  })

  it('is otherwise unchanged', () => {
    const parameters = object(
      { a: { type: 'string', pattern: '^x', minLength: 2, default: 'x' }, b: { not: { type: 'null' } } },
      {
        additionalProperties: { type: 'number' },
        patternProperties: { '^x-': {} },
        dependentRequired: { a: ['b'] },
      },
    )
    const { schema, losses } = written(from, to, parameters)
    expect([schema, losses]).toEqual([parameters, []])
  })
})

describe.each(TO_GEMINI)('the schema of a tool from a $from caller to $to', ({ from, to }) => {
  it('has unsupported constraints in its description, and names them', () => {
    const { schema, losses } = written(
      from,
      to,
      object(
        {
          name: { type: 'string', description: 'Full name.', pattern: '^[A-Z]', minLength: 3 },
          age: { type: 'integer', exclusiveMinimum: 0, multipleOf: 2, maximum: 150 },
          mark: { not: { type: 'null' } },
        },
        { patternProperties: { '^x-': { type: 'string' } } },
      ),
    )
    expect(schema['properties']!['name']).toEqual({
      type: 'string',
      description: 'Full name.\n\n{pattern: "^[A-Z]", minLength: 3}',
    })
    expect(schema['properties']!['age']).toEqual({
      type: 'integer',
      maximum: 150,
      description: '{exclusiveMinimum: 0, multipleOf: 2}',
    })
    expect(schema['description']).toBe('{patternProperties: {"^x-":{"type":"string"}}}')
    expect(losses).toHaveLength(1)
    for (const keyword of [
      'pattern',
      'minLength',
      'exclusiveMinimum',
      'multipleOf',
      'not',
      'patternProperties',
    ])
      expect(losses[0]!.reason).toContain(keyword)
  })

  it('merges every allOf into its schema', () => {
    const { schema, losses } = written(
      from,
      to,
      object(
        {
          at: { allOf: [{ $ref: '#/$defs/Place' }], description: 'Where.' },
          stay: {
            allOf: [
              { $ref: '#/$defs/Place' },
              object(
                { nights: { type: 'integer', minimum: 1 } },
                { required: ['nights'], additionalProperties: false },
              ),
              object({ nights: { type: 'number', minimum: 2, maximum: 9 } }),
            ],
          },
        },
        { $defs: { Place: PLACE } },
      ),
    )
    expect(schema['properties']!['at']).toEqual({ description: 'Where.', anyOf: [{ $ref: '#/$defs/Place' }] })
    expect(schema['properties']!['stay']).toEqual({
      type: 'object',
      properties: { city: { type: 'string' }, nights: { type: 'integer', minimum: 2, maximum: 9 } },
      required: ['city', 'nights'],
      additionalProperties: false,
    })
    expect(losses).toEqual([])
  })

  it('names an allOf that cannot be merged', () => {
    const { losses } = written(
      from,
      to,
      object({ a: { allOf: [{ type: 'string', enum: ['x'] }, { type: 'integer' }] } }),
    )
    expect(losses[0]?.reason).toContain('type (a)')
  })

  it('does not require a recursive property', () => {
    const node = object(
      { next: { type: 'array', items: { $ref: '#/$defs/Node' } }, name: { type: 'string' } },
      { required: ['next', 'name'] },
    )
    const { schema, losses } = written(
      from,
      to,
      object({ tree: { $ref: '#/$defs/Node' } }, { required: ['tree'], $defs: { Node: node } }),
    )
    expect(schema['$defs']?.['Node']?.['required']).toEqual(['name'])
    expect(schema['required']).toEqual(['tree'])
    expect(losses[0]?.reason).toContain('required')
  })

  it('has only strings and numbers in enums', () => {
    const { schema, losses } = written(
      from,
      to,
      object({
        on: { type: 'boolean', const: true },
        any: { enum: [true, false] },
        n: { const: 3 },
        mixed: { enum: ['a', null] },
      }),
    )
    expect(schema['properties']).toEqual({
      on: { type: 'boolean', description: '{enum: [true]}' },
      any: { type: 'boolean' },
      n: { enum: [3] },
      mixed: { anyOf: [{ enum: ['a'] }, { type: 'null' }] },
    })
    expect(losses[0]?.reason).toContain('enum (on)')
  })
})

describe.each(TO_CLAUDE)('a schema that a Claude model enforces, from a $from caller', ({ from, to }) => {
  const parameters = object(
    {
      name: { type: 'string', minLength: 3, format: 'email' },
      tags: { type: 'array', items: { type: 'string', format: 'isbn' }, minItems: 2 },
      inner: object({ n: { type: 'integer', minimum: 1 } }),
    },
    { required: ['name'] },
  )
  const held = {
    type: 'object',
    properties: {
      name: { type: 'string', format: 'email', description: '{minLength: 3}' },
      tags: {
        type: 'array',
        items: { type: 'string', description: '{format: "isbn"}' },
        description: '{minItems: 2}',
      },
      inner: {
        type: 'object',
        properties: { n: { type: 'integer', description: '{minimum: 1}' } },
        additionalProperties: false,
      },
    },
    required: ['name'],
    additionalProperties: false,
  }

  it('is a closed schema with its bounds in the description, for an answer', () => {
    const sent = exchange(from, to, { schema: parameters })
    expect(outputSchemaIn(to, sent)).toEqual(held)
    expect(sent.losses).toHaveLength(1)
    expect(sent.losses[0]!.reason).toContain('minLength (name)')
  })

  if (from !== 'gemini')
    it('is the same for a strict tool, and a tool that is not strict stays as it was', () => {
      const { schema, strict } = written(from, to, parameters, true)
      expect([schema, strict]).toEqual([held, true])
      expect(written(from, to, parameters).schema).toEqual(parameters)
    })

  it.each([
    [
      'an object with any property',
      object({ map: { type: 'object', additionalProperties: { type: 'number' } } }),
    ],
    ['a schema that contains itself', object({ child: { $ref: '#' } })],
  ])('is only described for %s', (_, schema) => {
    const sent = exchange(from, to, { schema })
    expect(outputSchemaIn(to, sent)).toBeUndefined()
    expect(JSON.stringify(sent.body['system'])).toContain('must match this JSON Schema')
    expect(sent.losses).toHaveLength(1)
    if (from === 'gemini') return
    const tool = written(from, to, schema, true)
    expect([tool.strict, tool.losses.length]).toEqual([undefined, 1])
    expect(tool.lost[0]).toMatch(/strict$/)
  })
})

describe.each(TO_OPENAI.filter(({ from }) => !from.startsWith('openai-')))(
  'a schema that a model of $to enforces, from a $from caller',
  ({ from, to }) => {
    const whole = object(
      { a: { type: 'string', minLength: 2 }, b: { type: ['integer', 'null'] } },
      { required: ['a', 'b'] },
    )

    if (from === 'anthropic-messages')
      it('is a strict tool only if every property is required', () => {
        const strict = written(from, to, whole, true)
        expect([strict.strict, strict.schema['additionalProperties']]).toEqual([true, false])
        const optional = object({ a: { type: 'string' } })
        const loose = written(from, to, optional, true)
        expect([loose.strict, loose.schema]).toEqual([to === 'openai-chat' ? undefined : false, optional])
        expect(loose.lost[0]).toBe('tools[0].strict')
      })

    it('is the schema of an answer if every property is required, and is otherwise named as lost', () => {
      const sent = exchange(from, to, { schema: whole })
      expect(isOutputStrict(sent)).toBe(true)
      const loose = exchange(from, to, { schema: object({ a: { type: 'string' } }) })
      expect([isOutputStrict(loose), loose.losses.length]).toEqual([undefined, 1])
      expect(loose.losses[0]!.reason).toContain('"a"')
    })
  },
)

it.each(FOREIGN_PAIRS.filter(({ to, from }) => to === 'gemini' && from !== 'gemini'))(
  'strict tools of a $from caller are named as lost for $to',
  ({ from, to }) => {
    expect(written(from, to, object({ a: { type: 'string' } }), true).lost).toEqual([
      from === 'openai-chat' ? 'tools[0].function.strict' : 'tools[0].strict',
    ])
  },
)

const leaf = fc.constantFrom<Fields>(
  {},
  { type: 'string' },
  { type: 'INTEGER', minimum: '1' },
  { $ref: '#' },
  { $ref: '#/definitions/A' },
  { $ref: '#/$defs/B', description: 'x' },
  { $ref: '#/properties/a' },
  { $ref: 'elsewhere' },
  { $ref: '#/%' },
  { const: 'a' },
  { enum: ['a', null], nullable: true },
  { type: ['string', 'null'], format: 'email' },
  { not: { type: 'null' } },
)

const named = (inner: fc.Arbitrary<Fields>) =>
  fc.dictionary(fc.constantFrom('a', 'b', 'items', 'constructor'), inner, { maxKeys: 2 })

const nested = (inner: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> => {
  const list = fc.array(inner, { minLength: 1, maxLength: 2 })
  return fc.oneof(
    fc.record(
      {
        type: fc.constantFrom('object', 'OBJECT'),
        properties: named(inner),
        required: fc.constantFrom<unknown>(['a'], [], 'a'),
        additionalProperties: fc.oneof(fc.boolean(), inner),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: fc.oneof(inner, list, fc.constant(true)),
        minItems: fc.constantFrom<unknown>(1, 2, '3'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      { anyOf: list, nullable: fc.boolean(), description: fc.constant('d') },
      { requiredKeys: ['anyOf'] },
    ),
    fc.record({ oneOf: list, type: fc.constant('object') }, { requiredKeys: ['oneOf'] }),
    fc.record(
      { allOf: list, properties: named(inner), pattern: fc.constant('x') },
      { requiredKeys: ['allOf'] },
    ),
  )
}

describe.each(TO_OPENAI)('an answer of $to for a $from caller', ({ from, to }) => {
  const list = { type: 'array', items: { $ref: '#/definitions/Place' }, definitions: { Place: PLACE } }

  it.each([
    ['a list', list],
    ['a union', { anyOf: [PLACE, { type: 'null' }] }],
    ['a text', { type: 'string', enum: ['yes', 'no'] }],
  ])('is wrapped if its schema is %s, and unwrapped for the caller', (_, schema) => {
    const { body, losses, whole, streamed } = exchange(from, to, { schema })
    const sent = outputSchemaIn(to, { body } as Exchange)!
    expect([sent['type'], sent['required'], danglingIn(sent)]).toEqual(['object', ['value'], []])
    expect(losses).toEqual([])
    const said = '[{"city":"Paris"},{"city":"Rome"}]'
    const answer = `{"value": ${said}\n}`
    expect(textsIn(from, whole(saidBy(to, answer)))).toBe(said)
    expect(textsInStream(from, streamed(streamSaidBy(to, answer)))).toBe(said)
  })

  it('is unchanged if its schema is an object', () => {
    const schema = { $ref: '#/$defs/Place', $defs: { Place: PLACE } }
    const { body, whole } = exchange(from, to, { schema })
    expect(outputSchemaIn(to, { body } as Exchange)).toMatchObject(PLACE)
    expect(textsIn(from, whole(saidBy(to, '{"value":1}')))).toBe('{"value":1}')
  })
})

/** Any schema, sensible or not. */
const anySchema: fc.Arbitrary<Fields> = fc
  .tuple(
    nested(nested(fc.oneof(leaf, nested(leaf)))),
    fc.record(
      {
        definitions: fc.dictionary(fc.constantFrom('A', 'B'), nested(leaf), { maxKeys: 2 }),
        $defs: fc.dictionary(fc.constantFrom('A', 'B'), nested(leaf), { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([root, definitions]) => ({ ...root, ...definitions }))

describe.each(DIALECTS)('any schema for %s', (to) => {
  const from = DIALECTS.find((dialect) => dialect !== to)!

  it('is refused by name, or written without broken references and with an object as a tool’s root', () => {
    fc.assert(
      fc.property(anySchema, fc.boolean(), (schema, isStrict) => {
        const tool = unlessRefused(() => written(from, to, schema, isStrict).schema)
        const output = unlessRefused(() => outputSchemaIn(to, exchange(from, to, { schema })))
        expect([tool?.['type'] ?? 'object', danglingIn(tool ?? {}), danglingIn(output ?? {})]).toEqual([
          'object',
          [],
          [],
        ])
      }),
      { numRuns: 300 },
    )
  })
})

describe('expensive schemas', () => {
  it.each([
    [
      'definitions that double',
      () => ({
        ...object({ a: { allOf: [{ $ref: '#/$defs/d0' }, { $ref: '#/$defs/d0' }] } }),
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, n) => [
            `d${n}`,
            { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}`, title: 'x' }] },
          ]).concat([['d40', { type: 'string' }] as never]),
        ),
      }),
    ],
    [
      'a chain of definitions',
      () => ({
        ...object({ a: { $ref: '#/definitions/d0' } }),
        definitions: Object.fromEntries(
          Array.from({ length: 4000 }, (_, n) => [
            `d${n}`,
            { allOf: [{ $ref: `#/definitions/d${(n + 1) % 4000}` }], title: 'x' },
          ]),
        ),
      }),
    ],
    [
      'many branches',
      () => ({ anyOf: Array.from({ length: 3000 }, (_, n) => object({ [`p${n}`]: { type: 'string' } })) }),
    ],
    [
      'too many schemas',
      () =>
        object(Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`p${n}`, { type: 'string' }]))),
    ],
  ])('are written or refused quickly: %s', (_, make) => {
    const schema = make()
    const before = process.cpuUsage()
    for (const to of DIALECTS)
      unlessRefused(() =>
        exchange(to === 'gemini' ? 'openai-chat' : 'gemini', to, {
          tools: [{ name: 'f', parameters: schema }],
          schema,
        }),
      )
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2)
  })
})
