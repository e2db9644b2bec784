import type { ResponseRow } from '../db/schema/responses.ts'

export type ResponseObject = Record<string, unknown>

/** A response object as it stands: a row's status is newer than what it was queued as. */
export const responseObjectOf = ({
  status,
  response,
}: Pick<ResponseRow, 'status' | 'response'>): ResponseObject => ({
  ...(JSON.parse(response) as ResponseObject),
  status,
})

export const outputOf = (response: ResponseObject): unknown[] =>
  Array.isArray(response['output']) ? (response['output'] as unknown[]) : []
