import { DIALECTS } from '@gptget/contracts'
import type { Dialect } from '@gptget/contracts'
import { ERRORS, PublicError } from '@gptget/errors'
import type { ErrorCode } from '@gptget/errors'
import { ERROR_FORMS } from '@gptget/protocol'
import { z } from 'zod'
import { ERROR_EXAMPLES, ERROR_SCHEMAS } from '../schemas/errors.ts'
import type { OpenApiReference, OpenApiResponse } from './open-api.ts'
import type { PrintedSchemas } from './print-schemas.ts'

export type DescribedErrors = {
  /** The failures of an operation by status, as references to `components`. */
  of(codes: readonly ErrorCode[], dialect: Dialect): Record<string, OpenApiReference>
  /** The referenced components. Many operations fail in the same ways: each is described once. */
  responses: Record<string, OpenApiResponse>
}

export const createErrorDescriber = (schemas: PrintedSchemas): DescribedErrors => {
  const responses: Record<string, OpenApiResponse> = {}
  return {
    responses,
    of: (codes, dialect) => {
      const byStatus = [...Map.groupBy(codes, (code) => ERRORS[code].status)]
      return Object.fromEntries(
        byStatus
          .toSorted(([one], [other]) => one - other)
          .map(([status, ofStatus]) => {
            const name = `${envelopeOf(dialect)}.${ofStatus.join('-')}`
            responses[name] ??= describeStatus(status, ofStatus, dialect, schemas)
            return [status, { $ref: `#/components/responses/${name}` }]
          }),
      )
    },
  }
}

const describeStatus = (
  status: number,
  codes: readonly ErrorCode[],
  dialect: Dialect,
  schemas: PrintedSchemas,
): OpenApiResponse => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  headers: {
    'x-request-id': { $ref: '#/components/headers/x-request-id' },
    'x-should-retry': { $ref: '#/components/headers/x-should-retry' },
    ...(status === 429 ? { 'retry-after': { $ref: '#/components/headers/retry-after' } } : {}),
  },
  content: {
    'application/json': {
      schema: schemas.of(ERROR_SCHEMAS[dialect]),
      examples: Object.fromEntries(
        codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(code, dialect)}` }]),
      ),
    },
  },
})

/** Every failure in each envelope. */
export const describeErrorExamples = (): Record<string, { value: unknown }> =>
  Object.fromEntries(
    DIALECTS.flatMap((dialect) =>
      CODES.map((code) => [exampleName(code, dialect), { value: exampleOf(code, dialect) }]),
    ),
  )

const CODES = Object.keys(ERRORS) as ErrorCode[]

const exampleName = (code: ErrorCode, dialect: Dialect): string => `${envelopeOf(dialect)}.${code}`

/** Dialects may share an envelope: it is named by its schema. */
const envelopeOf = (dialect: Dialect): string => z.globalRegistry.get(ERROR_SCHEMAS[dialect])?.id ?? dialect

const exampleOf = (code: ErrorCode, dialect: Dialect): unknown =>
  ERROR_FORMS[dialect].body(new PublicError(code, ERROR_EXAMPLES[code]))
