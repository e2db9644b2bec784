import { OPERATIONS } from '@gptget/api'
import { buildDocument, resolveOperation } from '@gptget/api/document'
import type { ResolvedOperation } from '@gptget/api/document'

export const DOCUMENT = buildDocument(OPERATIONS)

export type Endpoint = { method: string; path: string; operation: ResolvedOperation }
export type Chapter = { name: string; description: string; endpoints: readonly Endpoint[] }

const ENDPOINTS: readonly Endpoint[] = Object.entries(DOCUMENT.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    method,
    path,
    operation: resolveOperation(operation, DOCUMENT.components),
  })),
)

/** The operations of the document by tag, in its order. */
export const CHAPTERS: readonly Chapter[] = DOCUMENT.tags.map(({ name, description }) => ({
  name,
  description,
  endpoints: ENDPOINTS.filter(({ operation }) => operation.tags.includes(name)),
}))

export const endpointUrl = ({ operation }: Endpoint): string => `/docs/api/${operation.operationId}`
