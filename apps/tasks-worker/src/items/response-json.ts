import type { ResponseRow } from '../db/schema/responses.ts'

export type ResponseObject = Record<string, unknown>

/** The current response object: a row's status is newer than the one it was queued with. */
export const responseObjectOf = ({
  status,
  response,
}: Pick<ResponseRow, 'status' | 'response'>): ResponseObject => ({
  ...(JSON.parse(response) as ResponseObject),
  status,
})

export const outputOf = (response: ResponseObject): unknown[] =>
  Array.isArray(response['output']) ? (response['output'] as unknown[]) : []
