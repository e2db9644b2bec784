import { tryDecodeURIComponent } from 'hono/utils/url'
import type { GoogleAddress } from '../answers/describe-operation.ts'

/** A model as Google's paths name it. */
export type GoogleResource = {
  address: GoogleAddress
  /** `models/google/veo-3`, or Vertex AI's with `publishers` and a project: operations are named below it. */
  resource: string
  model: string
}

const GEMINI = /^models\/(.+)$/
const VERTEX = /^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/([^/]+)\/models\/(.+)$/

/** Reads what stands before the method, or before `/operations/`; null where that is no model. */
export const readGoogleResource = (written: string): GoogleResource | null => {
  const resource = tryDecodeURIComponent(written)
  const vertex = VERTEX.exec(resource)
  if (vertex) return { address: 'vertex-ai', resource, model: `${vertex[1]}/${vertex[2]}` }
  const gemini = GEMINI.exec(resource)
  return gemini ? { address: 'gemini-api', resource, model: gemini[1]! } : null
}

export const operationNameOf = ({ resource }: Pick<GoogleResource, 'resource'>, taskId: string): string =>
  `${resource}/operations/${taskId}`

/** The id of the task that an operation's name ends in. */
export const taskIdIn = (operationName: string): string => operationName.split('/').at(-1)!
