import { ERROR_FORMS } from '@gptget/protocol'
import { ERRORS, PublicError } from '@gptget/errors'
import type { Dialect } from '@gptget/contracts'
import type { ErrorCode } from '@gptget/errors'
import { ERROR_EXAMPLES, ERROR_SCHEMAS } from '../schemas/errors.ts'
import type { OpenApiResponse } from './open-api.ts'
import type { PrintedSchemas } from './print-schemas.ts'

/** The error responses of an operation, by status: every failure it may answer with, as its dialect shows it. */
export const describeErrors = (
  codes: readonly ErrorCode[],
  dialect: Dialect,
  schemas: PrintedSchemas,
): Record<string, OpenApiResponse> => {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([one], [other]) => one - other)
      .map(([status, ofStatus]) => [status, describeStatus(status, ofStatus, dialect, schemas)]),
  )
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
      examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code, dialect) }])),
    },
  },
})

const exampleOf = (code: ErrorCode, dialect: Dialect): unknown =>
  ERROR_FORMS[dialect].body(new PublicError(code, ERROR_EXAMPLES[code]))
