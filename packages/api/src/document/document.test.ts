import { readFileSync } from 'node:fs'
import type { Dialect } from '@gptget/contracts'
import { ERRORS, PublicError } from '@gptget/errors'
import type { ErrorCode } from '@gptget/errors'
import { createSseReader, ERROR_FORMS } from '@gptget/protocol'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { OPERATIONS } from '../operations.ts'
import { ERROR_EXAMPLES, ERROR_SCHEMAS } from '../schemas/errors.ts'
import { buildDocument } from './build-document.ts'
import { resolveOperation } from './resolve-operation.ts'
import { DOCUMENT_FILE, printDocument } from './printed-document.ts'

const document = buildDocument(OPERATIONS)

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(document as unknown as Record<string, unknown>)
    expect(result).toEqual({ valid: true })
    expect(document.openapi).toMatch(/^3\.1/)
  })

  it('has only references that it contains', () => {
    for (const [, section, name] of JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g))
      expect(Object.keys(document.components[section as 'schemas'])).toContain(name)
  })

  it('is the committed one: `npm run openapi` writes it', () => {
    expect(readFileSync(DOCUMENT_FILE, 'utf8')).toBe(printDocument())
  })

  it('names each operation once', () => {
    const names = OPERATIONS.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
  })

  it('describes every field of a body', () => {
    for (const [name, { properties }] of Object.entries(document.components.schemas)) {
      if (!name.endsWith('Request')) continue
      for (const [field, schema] of Object.entries(properties ?? {}))
        expect(schema.description, `${name}.${field}`).toBeTruthy()
    }
  })
})

describe('its examples', () => {
  it.each(OPERATIONS.map((operation) => [operation.operationId, operation] as const))(
    'of %s match their schemas',
    (_, { request, answer, stream }) => {
      for (const example of Object.values(request?.examples ?? {}))
        expect(request!.schema.safeParse(example).error).toBeUndefined()
      expect(answer.schema.safeParse(answer.example).error).toBeUndefined()
      if (!stream) return
      const events = createSseReader().push(stream.example)
      expect(events.length).toBeGreaterThan(1)
      for (const { data } of events.filter((event) => event.data !== '[DONE]'))
        expect(stream.event.safeParse(JSON.parse(data)).error).toBeUndefined()
    },
  )

  it('of failures have the status under which they are listed', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    for (const operation of operations)
      for (const [status, { content }] of Object.entries(
        resolveOperation(operation, document.components).responses,
      ))
        for (const code of Object.keys(content['application/json']?.examples ?? {}))
          expect(ERRORS[code as ErrorCode].status).toBe(Number(status))
  })
})

describe('the error schemas', () => {
  it.each(Object.keys(ERROR_SCHEMAS) as Dialect[])('match every failure in the dialect %s', (dialect) => {
    const details = { param: 'model', metadata: { allowed_models: [] } }
    for (const code of Object.keys(ERRORS) as ErrorCode[])
      for (const error of [
        new PublicError(code, ERROR_EXAMPLES[code]),
        new PublicError(code, ERROR_EXAMPLES[code], details),
      ])
        expect(ERROR_SCHEMAS[dialect].safeParse(ERROR_FORMS[dialect].body(error)).error).toBeUndefined()
  })
})
