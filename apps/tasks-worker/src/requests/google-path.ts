import { tryDecodeURIComponent } from 'hono/utils/url'
import type { GoogleAddress } from '../answers/describe-operation.ts'

/** A model in Google's paths. */
export type GoogleResource = {
  address: GoogleAddress
  /** `models/google/veo-3`, or Vertex AI's with `publishers` and a project: names of operations start with it. */
  resource: string
  model: string
}

const GEMINI = /^models\/(.+)$/
const VERTEX = /^(?:projects\/[^/]+\/locations\/[^/]+\/)?publishers\/([^/]+)\/models\/(.+)$/

/** Reads the part before the method, or before `/operations/`; null if that is no model. */
export const readGoogleResource = (written: string): GoogleResource | null => {
  const resource = tryDecodeURIComponent(written)
  const vertex = VERTEX.exec(resource)
  if (vertex) return { address: 'vertex-ai', resource, model: `${vertex[1]}/${vertex[2]}` }
  const gemini = GEMINI.exec(resource)
  return gemini ? { address: 'gemini-api', resource, model: gemini[1]! } : null
}

export const operationNameOf = ({ resource }: Pick<GoogleResource, 'resource'>, taskId: string): string =>
  `${resource}/operations/${taskId}`

/** The id of the task at the end of an operation's name. */
export const taskIdIn = (operationName: string): string => operationName.split('/').at(-1)!
